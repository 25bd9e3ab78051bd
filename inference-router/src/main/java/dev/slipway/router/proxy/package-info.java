/** What happens to one request: from its head to the end of its answer. */
@NullMarked
package dev.slipway.router.proxy;

import org.jspecify.annotations.NullMarked;
