package dev.slipway.modelserver.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.Type.HISTOGRAM;
import static dev.slipway.workload.metrics.MetricsText.Type.SUMMARY;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.workload.metrics.LatencyHistogram;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import dev.slipway.workload.metrics.ThroughputWindow;
import java.util.Arrays;
import java.util.Locale;

/** One model's counters, under names of our own and those that dashboards for Triton and KServe already use. */
public final class PrometheusExposition implements MetricSource {
    private final String model;
    private final String version;
    private final String labels;
    private final ModelMetrics metrics;

    /** The exposition of one model. */
    public PrometheusExposition(String model, String version, ModelMetrics metrics) {
        this.model = model;
        this.version = version;
        this.labels = labels("model", model, "version", version);
        this.metrics = metrics;
    }

    @Override
    public void writeTo(MetricsText text) {
        predictions(text);
        triton(text);
        tritonLatencies(text);
        kserve(text, "request_preprocess_seconds", "Time to read inputs", metrics.decode());
        kserve(text, "request_predict_seconds", "Time in the model", metrics.infer());
        kserve(text, "request_postprocess_seconds", "Time to write outputs", metrics.encode());
        kserve(text, "request_explain_seconds", "Time to explain", metrics.explain());
        autoscaling(text);
    }

    /** Names that belong to no server: what a team's own dashboards and alerts are written against. */
    private void predictions(MetricsText text) {
        text.family("ml_predictions_total", COUNTER, "Requests by what became of them");
        byStatus(text, "success", metrics.successes());
        long failed = 0;
        for (FailureKind kind : FailureKind.values()) {
            long count = metrics.failures(kind);
            failed += count;
            byStatus(text, kind.name().toLowerCase(Locale.ROOT), count);
        }
        counter(text, "ml_prediction_requests_total", "Requests", (double) metrics.successes() + failed);
        counter(text, "ml_prediction_errors_total", "Requests answered with an error", (double) failed);
        String latency = "ml_prediction_latency_seconds";
        text.family(latency, HISTOGRAM, "Time of successful requests, from headers to answer")
                .histogram(latency, labels, metrics.requests());
        String duration = "ml_prediction_duration_seconds";
        text.family(duration, HISTOGRAM, "Time in the model, of each run").histogram(duration, labels, metrics.infer());
    }

    private void byStatus(MetricsText text, String status, long count) {
        text.sample(
                "ml_predictions_total", labels("model", model, "version", version, "status", status), (double) count);
    }

    private void triton(MetricsText text) {
        counter(text, "nv_inference_request_success", "Requests answered with a prediction", (double)
                metrics.successes());
        text.family("nv_inference_request_failure", COUNTER, "Requests answered with an error");
        for (FailureKind kind : FailureKind.values()) {
            text.sample(
                    "nv_inference_request_failure",
                    labels("model", model, "version", version, "reason", kind.name()),
                    (double) metrics.failures(kind));
        }
        counter(text, "nv_inference_count", "Rows inferred", (double) metrics.rows());
        counter(text, "nv_inference_exec_count", "Runs of the model", (double) metrics.executionCount());
        counter(text, "nv_inference_request_duration_us", "Time of successful requests", metrics.requestMicros());
        counter(text, "nv_inference_queue_duration_us", "Time waited for a worker", micros(metrics.queue()));
        counter(text, "nv_inference_compute_input_duration_us", "Time to read inputs", micros(metrics.decode()));
        counter(text, "nv_inference_compute_infer_duration_us", "Time in the model", micros(metrics.infer()));
        counter(text, "nv_inference_compute_output_duration_us", "Time to write outputs", micros(metrics.encode()));
        counter(text, "nv_cache_num_hits_per_model", "Answers from the cache", (double) metrics.cacheHits());
        counter(text, "nv_cache_num_misses_per_model", "Requests not in the cache", (double) metrics.cacheMisses());
        counter(text, "nv_cache_hit_duration_per_model", "Time to find answers in the cache", metrics.cacheHitMicros());
        counter(
                text,
                "nv_cache_miss_duration_per_model",
                "Time to look in vain and to keep answers",
                metrics.cacheMissMicros());
        gauge(text, "nv_inference_pending_request_count", "Requests waiting for a worker", metrics.pending());
    }

    /** Triton has these on demand, since it measures them apart; here they come out of what is counted anyway. */
    private void tritonLatencies(MetricsText text) {
        String first = "nv_inference_first_response_histogram_ms";
        LatencyHistogram requests = metrics.requests();
        double[] millis = Arrays.stream(LatencyHistogram.boundsSeconds())
                .map(seconds -> seconds * 1e3)
                .toArray();
        text.family(first, HISTOGRAM, "Time of successful requests to their first answer, which is their only one")
                .histogram(first, labels, millis, requests.counts(), requests.sumNanos() / 1e6);
        metrics.recent().forEach((part, quantiles) -> {
            String name = "nv_inference_" + part + "_summary_us";
            LatencyHistogram all = quantiles.histogram();
            text.family(name, SUMMARY, "Quantiles of the last minute, estimated from buckets")
                    .summary(name, labels, RecentQuantiles.QUANTILES, quantiles.micros(), all.count(), micros(all));
        });
    }

    private void kserve(MetricsText text, String name, String help, LatencyHistogram histogram) {
        text.family(name, HISTOGRAM, help).histogram(name, labels("model_name", model), histogram);
    }

    private void autoscaling(MetricsText text) {
        ThroughputWindow.Rates rates = metrics.rates(System.nanoTime());
        gauge(text, "slipway_in_flight", "Requests between headers and answer", metrics.inFlight());
        gauge(text, "slipway_requests_per_second", "Answered requests, last 10 s", rates.requestsPerSecond());
        gauge(text, "slipway_queue_delay_seconds", "Mean wait for a worker, last 10 s", rates.queueDelaySeconds());
    }

    private void counter(MetricsText text, String name, String help, double value) {
        text.single(name, COUNTER, help, labels, value);
    }

    private void gauge(MetricsText text, String name, String help, double value) {
        text.single(name, GAUGE, help, labels, value);
    }

    private static double micros(LatencyHistogram histogram) {
        return histogram.sumSeconds() * 1e6;
    }
}
