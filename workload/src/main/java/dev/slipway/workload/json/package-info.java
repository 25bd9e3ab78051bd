/** JSON text: small documents as plain objects, and the bounded reader and writer of requests. */
@NullMarked
package dev.slipway.workload.json;

import org.jspecify.annotations.NullMarked;
