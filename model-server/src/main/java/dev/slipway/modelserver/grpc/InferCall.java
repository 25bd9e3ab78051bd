package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.InferenceRequest;

/**
 * A decoded ModelInferRequest.
 *
 * @param request the tensors
 * @param raw whether its data came as bytes, and the answer's goes so
 */
record InferCall(InferenceRequest request, boolean raw) {}
