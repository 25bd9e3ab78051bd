package dev.slipway.modelserver.enrichment;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.HISTOGRAM;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.workload.metrics.LatencyHistogram;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import java.util.concurrent.atomic.LongAdder;

/** What asking for features took, under {@code /metrics}. */
public final class FeatureMetrics implements MetricSource {
    private final String model;
    private final LatencyHistogram waits = new LatencyHistogram();
    private final LongAdder calls = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Numbers of one model. */
    public FeatureMetrics(String model) {
        this.model = model;
    }

    void called() {
        calls.increment();
    }

    void waited(long nanos) {
        waits.record(nanos);
    }

    void failed() {
        failed.increment();
    }

    @Override
    public void writeTo(MetricsText text) {
        String labels = labels("model", model);
        text.single("ml_feature_calls_total", COUNTER, "Questions to the feature server", labels, (double) calls.sum());
        text.single("ml_feature_failures_total", COUNTER, "Requests that got no features and failed", labels, (double)
                failed.sum());
        text.family("ml_feature_wait_seconds", HISTOGRAM, "How long requests waited for their features")
                .histogram("ml_feature_wait_seconds", labels, waits);
    }
}
