/**
 * The one way into the model for every protocol: requests of tensors, admission, placement, the run, the answer. No HTTP
 * and no gRPC in here.
 */
@NullMarked
package dev.slipway.modelserver.inference;

import org.jspecify.annotations.NullMarked;
