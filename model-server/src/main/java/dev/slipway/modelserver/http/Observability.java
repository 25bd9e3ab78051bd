package dev.slipway.modelserver.http;

import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.metrics.MetricSources;

/**
 * How a server is watched from outside.
 *
 * @param metrics what {@code GET /metrics} shows
 * @param telemetry who is told of single requests
 */
public record Observability(MetricSources metrics, Telemetry telemetry) {}
