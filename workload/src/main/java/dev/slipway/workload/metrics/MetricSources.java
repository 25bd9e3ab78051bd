package dev.slipway.workload.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything that {@code /metrics} shows, on either port. */
public final class MetricSources {
    private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

    /** Shows one more from now on. */
    public void add(MetricSource source) {
        sources.add(source);
    }

    /** All numbers as they are now. */
    public String text() {
        MetricsText text = new MetricsText();
        sources.forEach(source -> source.writeTo(text));
        return text.toString();
    }
}
