package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Capacity;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Parity;
import java.util.Optional;

/**
 * What a model server says of itself.
 *
 * @param executionProvider where it computes
 * @param executionProviderReason why not where it rather should; empty if it does
 * @param parity what another precision costs
 * @param capacity what it can do; empty until it has measured that
 */
public record ModelServerReport(
        String executionProvider,
        String executionProviderReason,
        Optional<Parity> parity,
        Optional<Capacity> capacity) {

    /** Reads the answer of {@code GET /status}; empty where it is not one of a model server of ours. */
    public static Optional<ModelServerReport> read(JsonNode status) {
        var provider = status.path("executionProvider").asText("");
        return provider.isEmpty()
                ? Optional.empty()
                : Optional.of(new ModelServerReport(
                        StatusClient.shortened(provider),
                        StatusClient.shortened(
                                status.path("executionProviderReason").asText("")),
                        parity(status.path("precision")),
                        capacity(status.path("capacity"))));
    }

    private static Optional<Parity> parity(JsonNode report) {
        return report.isObject()
                ? Optional.of(new Parity(
                        StatusClient.shortened(report.path("precision").asText("")),
                        report.path("nodes").asLong() + "/" + report.path("of").asLong(),
                        StatusClient.shortened(report.path("inputs").asText("")),
                        report.path("rows").asLong(),
                        number(report.path("maxAbsoluteError")).orElse(null),
                        number(report.path("maxRelativeError")).orElse(null),
                        report.path("labelFlips").asLong()))
                : Optional.empty();
    }

    private static Optional<String> number(JsonNode value) {
        return value.isNumber() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static Optional<Capacity> capacity(JsonNode capacity) {
        return capacity.isObject()
                ? Optional.of(new Capacity(
                        capacity.path("requestsPerSecond").asInt(),
                        capacity.path("bestBatch").asInt(),
                        capacity.path("p50Micros").asInt()))
                : Optional.empty();
    }
}
