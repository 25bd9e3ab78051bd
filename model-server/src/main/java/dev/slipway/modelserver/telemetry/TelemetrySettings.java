package dev.slipway.modelserver.telemetry;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are told of, from the environment: OpenTelemetry's own variables, and {@value #ACCESS_LOG}.
 *
 * @param collector where spans go; empty for nowhere
 * @param traceRatio the part of traces begun here that is recorded, 0 to 1
 * @param accessLogSample the part of requests that the access log has, 0 to 1
 */
public record TelemetrySettings(Optional<Collector> collector, double traceRatio, double accessLogSample) {
    private static final String ACCESS_LOG = "SLIPWAY_ACCESS_LOG_SAMPLE";
    private static final String RATIO = "OTEL_TRACES_SAMPLER_ARG";

    /** Reads the environment; an error names the variable and never its value where that may be a secret. */
    public static TelemetrySettings fromEnvironment(Map<String, String> environment, String model)
            throws FailureException {
        return new TelemetrySettings(
                Collector.fromEnvironment(environment, model),
                ratio(RATIO, environment.get(RATIO), 1),
                ratio(ACCESS_LOG, environment.get(ACCESS_LOG), 0));
    }

    private static double ratio(String name, @Nullable String text, double otherwise) throws FailureException {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new FailureException(
                CommonReason.InvalidConfig, "%s is \"%s\"; it must be a number from 0 to 1.".formatted(name, text));
    }
}
