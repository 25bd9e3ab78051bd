package dev.slipway.featureserver.metrics;

import dev.slipway.featureserver.codec.FieldStatus;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Feast's names (metrics.py of Feast 0.67), with buckets from 10 µs where Feast's begin at 5 ms. */
public final class PrometheusExposition extends Collector {
    private final ServerMetrics metrics;

    /** The exposition of these counters. */
    public PrometheusExposition(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        all.add(requests());
        all.add(latencies());
        all.add(counter("feast_online_features_request", "Reads", metrics.onlineRequests()));
        all.add(counter("feast_online_features_entities", "Entities asked for", metrics.entities()));
        all.add(counter(
                "slipway_degraded_reads",
                "Reads of which some keys' shard did not answer",
                metrics.degradedRequests()));
        all.add(histogram(
                "feast_feature_server_online_store_read_duration_seconds",
                "Time that Redis took",
                List.of(),
                List.of(),
                LatencyHistogram.boundsSeconds(),
                metrics.reads().counts(),
                metrics.reads().sumSeconds()));
        all.add(statuses());
        all.add(freshness());
        all.add(pushes());
        all.add(new MetricFamilySamples(
                "slipway_in_flight",
                Type.GAUGE,
                "Requests between headers and answer",
                List.of(new MetricFamilySamples.Sample(
                        "slipway_in_flight", List.of(), List.of(), metrics.inFlight()))));
        return all;
    }

    private MetricFamilySamples requests() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        metrics.requests()
                .forEach((request, count) -> samples.add(new MetricFamilySamples.Sample(
                        "feast_feature_server_request_total",
                        List.of("endpoint", "status"),
                        List.of(request.endpoint(), String.valueOf(request.status())),
                        count.sum())));
        return new MetricFamilySamples("feast_feature_server_request", Type.COUNTER, "Requests", samples);
    }

    private MetricFamilySamples latencies() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        String name = "feast_feature_server_request_latency_seconds";
        metrics.latencies()
                .forEach((endpoint, histogram) -> samples.addAll(histogram(
                                name,
                                "",
                                List.of("endpoint"),
                                List.of(endpoint),
                                LatencyHistogram.boundsSeconds(),
                                histogram.counts(),
                                histogram.sumSeconds())
                        .samples));
        return new MetricFamilySamples(name, Type.HISTOGRAM, "Time to answer", samples);
    }

    private MetricFamilySamples statuses() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        metrics.views().forEach((view, counts) -> {
            for (FieldStatus status : FieldStatus.values()) {
                samples.add(new MetricFamilySamples.Sample(
                        "feast_online_features_status_total",
                        List.of("feature_view", "status"),
                        List.of(view, status.name().toLowerCase(Locale.ROOT)),
                        counts.status(status)));
            }
        });
        return new MetricFamilySamples("feast_online_features_status", Type.COUNTER, "Cells by status", samples);
    }

    private MetricFamilySamples freshness() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        String name = "slipway_served_age_seconds";
        metrics.views()
                .forEach((view, counts) -> samples.addAll(histogram(
                                name,
                                "",
                                List.of("feature_view"),
                                List.of(view),
                                ViewMetrics.ageBounds(),
                                counts.ageCounts(),
                                counts.ageSecondsSum())
                        .samples));
        return new MetricFamilySamples(name, Type.HISTOGRAM, "Age of the rows that were served", samples);
    }

    private MetricFamilySamples pushes() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        metrics.pushes()
                .forEach((source, rows) -> samples.add(new MetricFamilySamples.Sample(
                        "feast_push_rows_total", List.of("push_source"), List.of(source), rows.sum())));
        return new MetricFamilySamples("feast_push_rows", Type.COUNTER, "Rows pushed", samples);
    }

    private static MetricFamilySamples counter(String name, String help, long value) {
        return new MetricFamilySamples(
                name,
                Type.COUNTER,
                help,
                List.of(new MetricFamilySamples.Sample(name + "_total", List.of(), List.of(), value)));
    }

    private static MetricFamilySamples histogram(
            String name,
            String help,
            List<String> labels,
            List<String> values,
            double[] bounds,
            long[] counts,
            double sum) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        long cumulative = 0;
        for (int i = 0; i < bounds.length; i++) {
            cumulative += counts[i];
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket", with(labels, "le"), with(values, doubleToGoString(bounds[i])), cumulative));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_count", labels, values, cumulative));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", labels, values, sum));
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }

    private static List<String> with(List<String> texts, String last) {
        List<String> all = new ArrayList<>(texts);
        all.add(last);
        return all;
    }
}
