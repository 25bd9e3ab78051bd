package dev.slipway.featureserver.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.Type.HISTOGRAM;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import dev.slipway.workload.metrics.ThroughputWindow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Feast's names (metrics.py of Feast 0.67), with buckets from 10 µs where Feast's begin at 5 ms. */
public final class PrometheusExposition implements MetricSource {
    private final ServerMetrics metrics;
    private final Clock clock;
    private final ThroughputWindow window = new ThroughputWindow();

    /** The exposition of these counters; ages count up to this clock's time. */
    public PrometheusExposition(ServerMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void writeTo(MetricsText text) {
        requests(text);
        reads(text);
        views(text);
        freshness(text);
        materializations(text);
        text.family("feast_push_rows_total", COUNTER, "Rows pushed");
        metrics.pushes()
                .forEach((source, rows) ->
                        text.sample("feast_push_rows_total", labels("push_source", source), (double) rows.sum()));
        text.family("feast_push_request_total", COUNTER, "Pushes by the stores that rows go to");
        metrics.pushRequests()
                .forEach((push, count) -> text.sample(
                        "feast_push_request_total", labels("push_source", push.source(), "mode", push.mode()), (double)
                                count.sum()));
        String offline = "feast_offline_store_request_total";
        text.family(offline, COUNTER, "Requests to the offline store");
        for (boolean success : new boolean[] {true, false}) {
            text.sample(
                    offline, labels("method", "offline_write_batch", "status", success ? "success" : "error"), (double)
                            metrics.appends(success));
        }
        demand(text);
        text.single("slipway_in_flight", GAUGE, "Requests between headers and answer", "", metrics.inFlight());
    }

    /** For an autoscaler: from one scrape to the next, or over ten seconds where scrapes come more often. */
    private void demand(MetricsText text) {
        long requests =
                metrics.requests().values().stream().mapToLong(LongAdder::sum).sum();
        ThroughputWindow.Sample now = new ThroughputWindow.Sample(System.nanoTime(), requests, 0);
        text.single(
                "slipway_requests_per_second",
                GAUGE,
                "Answered requests, lately",
                "",
                window.until(now).requestsPerSecond());
        window.add(now);
    }

    private void requests(MetricsText text) {
        text.family("feast_feature_server_request_total", COUNTER, "Requests");
        metrics.requests()
                .forEach((request, count) -> text.sample(
                        "feast_feature_server_request_total",
                        labels("endpoint", request.endpoint(), "status", String.valueOf(request.status())),
                        (double) count.sum()));
        String latency = "feast_feature_server_request_latency_seconds";
        text.family(latency, HISTOGRAM, "Time to answer");
        metrics.latencies()
                .forEach((endpoint, histogram) -> text.histogram(latency, labels("endpoint", endpoint), histogram));
    }

    private void reads(MetricsText text) {
        counter(text, "feast_online_features_request_total", "Reads", metrics.onlineRequests());
        String entities = "feast_online_features_entity_count";
        text.family(entities, HISTOGRAM, "Entities that a read asks for")
                .histogram(
                        entities,
                        "",
                        metrics.entities().bounds(),
                        metrics.entities().counts(),
                        metrics.entities().sum());
        counter(
                text,
                "slipway_degraded_reads_total",
                "Reads of which some keys' shard did not answer",
                metrics.degradedRequests());
        String redis = "feast_feature_server_online_store_read_duration_seconds";
        text.family(redis, HISTOGRAM, "Time that Redis took").histogram(redis, "", metrics.reads());
    }

    private void views(MetricsText text) {
        text.family("feast_online_features_status_total", COUNTER, "Cells by status");
        metrics.views().forEach((view, counts) -> {
            for (FieldStatus status : FieldStatus.values()) {
                text.sample(
                        "feast_online_features_status_total",
                        labels("feature_view", view, "status", status.name().toLowerCase(Locale.ROOT)),
                        (double) counts.status(status));
            }
        });
        String age = "slipway_served_age_seconds";
        text.family(age, HISTOGRAM, "Age of the rows that were served");
        metrics.views()
                .forEach((view, counts) -> text.histogram(
                        age,
                        labels("feature_view", view),
                        counts.ageBounds(),
                        counts.ageCounts(),
                        counts.ageSecondsSum()));
    }

    private void freshness(MetricsText text) {
        String freshness = "feast_feature_freshness_seconds";
        text.family(freshness, GAUGE, "Age of the newest event that this process has served or written");
        Instant now = clock.instant();
        metrics.views()
                .forEach((view, counts) -> counts.newest()
                        .ifPresent(newest -> text.sample(
                                freshness,
                                labels("feature_view", view),
                                Duration.between(newest, now).toMillis() / 1e3)));
    }

    private void materializations(MetricsText text) {
        String result = "feast_materialization_result_total";
        text.family(result, COUNTER, "Materializations by this process");
        metrics.materializations()
                .forEach((run, count) -> text.sample(
                        result,
                        labels("feature_view", run.view(), "status", run.success() ? "success" : "failure"),
                        (double) count.sum()));
        String duration = "feast_materialization_duration_seconds";
        text.family(duration, HISTOGRAM, "Time that a materialization took");
        metrics.materializationTimes()
                .forEach((view, times) -> text.histogram(
                        duration, labels("feature_view", view), times.bounds(), times.counts(), times.sum()));
        String rows = "slipway_materialization_rows_total";
        text.family(rows, COUNTER, "Rows of materializations, by what became of them");
        metrics.runs()
                .forEach((view, run) -> run.rows()
                        .forEach((what, count) ->
                                text.sample(rows, labels("feature_view", view, "rows", what), (double) count.sum())));
        String watermark = "slipway_event_time_watermark_seconds";
        text.family(watermark, GAUGE, "Newest event time that Redis has acknowledged, in seconds since 1970");
        metrics.runs().forEach((view, run) -> {
            if (Double.isFinite(run.watermarkSeconds())) {
                text.sample(watermark, labels("feature_view", view), run.watermarkSeconds());
            }
        });
    }

    private static void counter(MetricsText text, String name, String help, long value) {
        text.single(name, COUNTER, help, "", (double) value);
    }
}
