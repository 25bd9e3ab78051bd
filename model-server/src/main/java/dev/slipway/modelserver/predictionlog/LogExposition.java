package dev.slipway.modelserver.predictionlog;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;

/** The prediction log's numbers under {@code /metrics}; rows are the unit. */
public final class LogExposition implements MetricSource {
    private final String model;
    private final PredictionLog log;

    /** The exposition of one log. */
    public LogExposition(String model, PredictionLog log) {
        this.model = model;
        this.log = log;
    }

    @Override
    public void writeTo(MetricsText text) {
        LogCounters counters = log.counters();
        single(text, "ml_prediction_log_rows_total", COUNTER, "Rows of sampled requests", counters.offered());
        single(text, "ml_prediction_log_written_total", COUNTER, "Rows in the table", counters.written());
        text.family("ml_prediction_log_dropped_total", COUNTER, "Rows that are lost, by reason");
        for (DropReason reason : DropReason.values()) {
            text.sample("ml_prediction_log_dropped_total", labels("model", model, "reason", reason.label()), (double)
                    counters.dropped(reason));
        }
        single(text, "ml_prediction_log_queued_rows", GAUGE, "Rows that wait", log.queuedRows());
        single(text, "ml_prediction_log_queued_bytes", GAUGE, "Bytes of rows that wait", log.queuedBytes());
        single(text, "ml_prediction_log_buffer_bytes", GAUGE, "Memory held for rows that wait", log.allocatedBytes());
    }

    private void single(MetricsText text, String name, MetricsText.Type type, String help, long value) {
        text.single(name, type, help, labels("model", model), (double) value);
    }
}
