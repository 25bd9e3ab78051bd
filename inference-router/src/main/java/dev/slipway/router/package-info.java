/** The data plane of InferenceRoute. */
@NullMarked
package dev.slipway.router;

import org.jspecify.annotations.NullMarked;
