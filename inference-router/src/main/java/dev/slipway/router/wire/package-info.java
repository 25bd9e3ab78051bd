/** HTTP/1.1 as bytes: strict heads, chunks, and what is written. No connection, no policy. */
@NullMarked
package dev.slipway.router.wire;

import org.jspecify.annotations.NullMarked;
