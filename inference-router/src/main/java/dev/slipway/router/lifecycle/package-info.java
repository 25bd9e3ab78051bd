/** The process: configuration, listener, status, end. Only {@code ServeApplication} knows the framework. */
@NullMarked
package dev.slipway.router.lifecycle;

import org.jspecify.annotations.NullMarked;
