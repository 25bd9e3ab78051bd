package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.InferenceRequest;
import java.util.Map;

/**
 * A decoded ModelInferRequest.
 *
 * @param request the tensors
 * @param raw whether its data came as bytes, and the answer's goes so
 * @param classes for outputs that are wanted as their highest values, how many of them
 * @param explained whether the answer is to be explained
 */
record InferCall(InferenceRequest request, boolean raw, Map<String, Integer> classes, boolean explained) {}
