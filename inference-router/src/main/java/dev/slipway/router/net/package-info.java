/** One event loop: its timers, client connections and upstream connections of HTTP/1.1 and HTTP/2. Knows no policy. */
@NullMarked
package dev.slipway.router.net;

import org.jspecify.annotations.NullMarked;
