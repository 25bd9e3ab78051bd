package dev.slipway.modelserver.predictionlog;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/** The prediction log's numbers under {@code /metrics}; rows are the unit. */
public final class LogExposition extends Collector {
    private static final List<String> LABELS = List.of("model");
    private static final List<String> REASON = List.of("model", "reason");

    private final String model;
    private final PredictionLog log;

    /** The exposition of one log. */
    public LogExposition(String model, PredictionLog log) {
        this.model = model;
        this.log = log;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        LogCounters counters = log.counters();
        return List.of(
                counter("ml_prediction_log_rows", "Rows of sampled requests", counters.offered()),
                counter("ml_prediction_log_written", "Rows in the table", counters.written()),
                dropped(counters),
                gauge("ml_prediction_log_queued_rows", "Rows that wait", log.queuedRows()),
                gauge("ml_prediction_log_queued_bytes", "Bytes of rows that wait", log.queuedBytes()),
                gauge("ml_prediction_log_buffer_bytes", "Memory held for rows that wait", log.allocatedBytes()));
    }

    private MetricFamilySamples dropped(LogCounters counters) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (DropReason reason : DropReason.values()) {
            samples.add(new MetricFamilySamples.Sample(
                    "ml_prediction_log_dropped_total",
                    REASON,
                    List.of(model, reason.label()),
                    counters.dropped(reason)));
        }
        return new MetricFamilySamples(
                "ml_prediction_log_dropped", Type.COUNTER, "Rows that are lost, by reason", samples);
    }

    private MetricFamilySamples counter(String name, String help, long value) {
        return single(name, name + "_total", Type.COUNTER, help, value);
    }

    private MetricFamilySamples gauge(String name, String help, long value) {
        return single(name, name, Type.GAUGE, help, value);
    }

    private MetricFamilySamples single(String family, String sample, Type type, String help, long value) {
        return new MetricFamilySamples(
                family, type, help, List.of(new MetricFamilySamples.Sample(sample, LABELS, List.of(model), (double)
                        value)));
    }
}
