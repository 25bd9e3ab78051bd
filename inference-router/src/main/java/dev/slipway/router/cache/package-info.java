/** The response cache: exact keys, what may be kept, who waits for whom. No connection. */
@NullMarked
package dev.slipway.router.cache;

import org.jspecify.annotations.NullMarked;
