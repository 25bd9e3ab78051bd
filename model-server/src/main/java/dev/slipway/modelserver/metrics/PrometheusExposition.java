package dev.slipway.modelserver.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that dashboards for Triton and KServe already use. The client library writes a counter only under a name
 * that ends in {@code _total}; Triton's do not, so its counters are exposed untyped, which {@code rate()} takes as well.
 */
public final class PrometheusExposition extends Collector {
    private static final List<String> TRITON = List.of("model", "version");
    private static final List<String> TRITON_REASON = List.of("model", "version", "reason");
    private static final List<String> KSERVE_BUCKET = List.of("model_name", "le");
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
        all.add(histogram("request_preprocess_seconds", "Time to read inputs", metrics.decode()));
        all.add(histogram("request_predict_seconds", "Time in the model", metrics.infer()));
        all.add(histogram("request_postprocess_seconds", "Time to write outputs", metrics.encode()));
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

    private MetricFamilySamples histogram(String name, String help, LatencyHistogram histogram) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        double[] bounds = LatencyHistogram.boundsSeconds();
        long[] counts = histogram.counts();
        long cumulative = 0;
        for (int i = 0; i < bounds.length; i++) {
            cumulative += counts[i];
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket", KSERVE_BUCKET, List.of(model, doubleToGoString(bounds[i])), cumulative));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_count", KSERVE, List.of(model), cumulative));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", KSERVE, List.of(model), histogram.sumSeconds()));
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }

    private static double micros(LatencyHistogram histogram) {
        return histogram.sumSeconds() * 1e6;
    }
}
