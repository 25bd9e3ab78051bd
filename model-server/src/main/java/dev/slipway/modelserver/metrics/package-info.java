/** What the server counts and how it is exposed under the names of Triton and KServe. */
@NullMarked
package dev.slipway.modelserver.metrics;

import org.jspecify.annotations.NullMarked;
