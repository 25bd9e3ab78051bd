package dev.slipway.modelserver.predictionlog;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request beside its tensors.
 *
 * @param id the request's id, by which labels find it later
 * @param entity whom it is about, as the client says
 * @param arm which arm of an experiment it belongs to, as the router says
 * @param latencyNanos from its arrival to its answer
 */
public record LoggedRequest(
        String id, @Nullable String entity, @Nullable String arm, long latencyNanos) {}
