package dev.slipway.workload.metrics;

/** Something that has numbers for {@code /metrics}. */
public interface MetricSource {
    /** Writes them as they are now. */
    void writeTo(MetricsText text);
}
