/** The process: configuration, listener, status, end. */
@NullMarked
package dev.slipway.router.lifecycle;

import org.jspecify.annotations.NullMarked;
