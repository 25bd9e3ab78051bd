package dev.slipway.modelserver.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names that dashboards for Triton and KServe already use. The client library writes a counter only under a name
 * that ends in {@code _total}; Triton's do not, so its counters are exposed untyped, which {@code rate()} takes as well.
 */
public final class PrometheusExposition extends Collector {
    private static final List<String> TRITON = List.of("model", "version");
    private static final List<String> TRITON_REASON = List.of("model", "version", "reason");
    private static final List<String> STATUS = List.of("model", "version", "status");
    private static final List<String> KSERVE = List.of("model_name");

    private final String model;
    private final String version;
    private final ModelMetrics metrics;

    /** The exposition of one model. */
    public PrometheusExposition(String model, String version, ModelMetrics metrics) {
        this.model = model;
        this.version = version;
        this.metrics = metrics;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        all.add(counter(
                "nv_inference_request_success", "Requests answered with a prediction", (double) metrics.successes()));
        all.add(failures());
        all.add(counter("nv_inference_count", "Rows inferred", (double) metrics.rows()));
        all.add(counter("nv_inference_exec_count", "Runs of the model", (double) metrics.executionCount()));
        all.add(counter("nv_inference_request_duration_us", "Time of successful requests", metrics.requestMicros()));
        all.add(counter("nv_inference_queue_duration_us", "Time waited for a worker", metrics.queueMicros()));
        all.add(counter("nv_inference_compute_input_duration_us", "Time to read inputs", micros(metrics.decode())));
        all.add(counter("nv_inference_compute_infer_duration_us", "Time in the model", micros(metrics.infer())));
        all.add(counter("nv_inference_compute_output_duration_us", "Time to write outputs", micros(metrics.encode())));
        all.add(counter("nv_cache_num_hits_per_model", "Answers from the cache", (double) metrics.cacheHits()));
        all.add(counter("nv_cache_num_misses_per_model", "Requests not in the cache", (double) metrics.cacheMisses()));
        all.add(gauge("nv_inference_pending_request_count", "Requests waiting for a worker", metrics.pending()));
        all.add(kserve("request_preprocess_seconds", "Time to read inputs", metrics.decode()));
        all.add(kserve("request_predict_seconds", "Time in the model", metrics.infer()));
        all.add(kserve("request_postprocess_seconds", "Time to write outputs", metrics.encode()));
        all.add(kserve("request_explain_seconds", "Time to explain", metrics.explain()));
        all.addAll(predictions());
        ThroughputWindow.Rates rates = metrics.rates(System.nanoTime());
        all.add(gauge("slipway_in_flight", "Requests between headers and answer", metrics.inFlight()));
        all.add(gauge("slipway_requests_per_second", "Answered requests, last 10 s", rates.requestsPerSecond()));
        all.add(gauge("slipway_queue_delay_seconds", "Mean wait for a worker, last 10 s", rates.queueDelaySeconds()));
        return all;
    }

    private MetricFamilySamples failures() {
        String name = "nv_inference_request_failure";
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (FailureKind kind : FailureKind.values()) {
            samples.add(new MetricFamilySamples.Sample(
                    name, TRITON_REASON, List.of(model, version, kind.name()), metrics.failures(kind)));
        }
        return new MetricFamilySamples(name, Type.UNKNOWN, "Requests answered with an error", samples);
    }

    private MetricFamilySamples counter(String name, String help, double value) {
        return single(name, Type.UNKNOWN, help, value);
    }

    private MetricFamilySamples gauge(String name, String help, double value) {
        return single(name, Type.GAUGE, help, value);
    }

    private MetricFamilySamples single(String name, Type type, String help, double value) {
        return new MetricFamilySamples(
                name,
                type,
                help,
                List.of(new MetricFamilySamples.Sample(name, TRITON, List.of(model, version), value)));
    }

    /** Names that belong to no server: what a team's own dashboards and alerts are written against. */
    private List<MetricFamilySamples> predictions() {
        List<MetricFamilySamples.Sample> byStatus = new ArrayList<>();
        byStatus.add(predictions("success", metrics.successes()));
        long failed = 0;
        for (FailureKind kind : FailureKind.values()) {
            long count = metrics.failures(kind);
            failed += count;
            byStatus.add(predictions(kind.name().toLowerCase(Locale.ROOT), count));
        }
        double requests = (double) metrics.successes() + failed;
        return List.of(
                new MetricFamilySamples("ml_predictions", Type.COUNTER, "Requests by what became of them", byStatus),
                total("ml_prediction_requests", "Requests", requests),
                total("ml_prediction_errors", "Requests answered with an error", (double) failed),
                histogram(
                        "ml_prediction_latency_seconds",
                        "Time of successful requests, from headers to answer",
                        TRITON,
                        List.of(model, version),
                        metrics.requests()),
                histogram(
                        "ml_prediction_duration_seconds",
                        "Time in the model, of each run",
                        TRITON,
                        List.of(model, version),
                        metrics.infer()));
    }

    private MetricFamilySamples.Sample predictions(String status, long count) {
        return new MetricFamilySamples.Sample(
                "ml_predictions_total", STATUS, List.of(model, version, status), (double) count);
    }

    private MetricFamilySamples total(String name, String help, double value) {
        return new MetricFamilySamples(
                name,
                Type.COUNTER,
                help,
                List.of(new MetricFamilySamples.Sample(name + "_total", TRITON, List.of(model, version), value)));
    }

    private MetricFamilySamples kserve(String name, String help, LatencyHistogram histogram) {
        return histogram(name, help, KSERVE, List.of(model), histogram);
    }

    private static MetricFamilySamples histogram(
            String name, String help, List<String> labels, List<String> values, LatencyHistogram histogram) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        double[] bounds = LatencyHistogram.boundsSeconds();
        long[] counts = histogram.counts();
        long cumulative = 0;
        for (int i = 0; i < bounds.length; i++) {
            cumulative += counts[i];
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket", with(labels, "le"), with(values, doubleToGoString(bounds[i])), cumulative));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_count", labels, values, cumulative));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", labels, values, histogram.sumSeconds()));
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }

    private static List<String> with(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static double micros(LatencyHistogram histogram) {
        return histogram.sumSeconds() * 1e6;
    }
}
