/** Who asks: API keys, signatures, nonces. No connection. */
@NullMarked
package dev.slipway.router.auth;

import org.jspecify.annotations.NullMarked;
