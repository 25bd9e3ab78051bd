/** The hot path: routes, the V1 and V2 protocols, admission, errors. */
@NullMarked
package dev.slipway.modelserver.http;

import org.jspecify.annotations.NullMarked;
