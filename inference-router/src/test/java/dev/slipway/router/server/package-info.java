/** Whole routers, with real sockets on both sides. */
@NullMarked
package dev.slipway.router.server;

import org.jspecify.annotations.NullMarked;
