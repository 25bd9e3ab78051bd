package dev.slipway.featureserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.metrics.MetricSources;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PrometheusExpositionTest {
    @Test
    void counters_have_the_names_of_feasts_own_server() {
        ServerMetrics metrics = new ServerMetrics();
        metrics.enter();
        metrics.leave("/get-online-features", 200, 30_000);
        metrics.enter();
        metrics.read(7, 20_000);
        metrics.pushed("clicks", 3);
        metrics.pushRequest("clicks", "online_and_offline");
        metrics.appended(false);
        metrics.materialized("hourly", true, 2_000_000_000L);
        metrics.materialized("hourly", false, 1_000_000L);
        metrics.runs("hourly").count("late", 4).count("written", 9).watermark(Instant.parse("1970-01-01T00:00:10.5Z"));
        metrics.view("hourly").statuses(new int[] {0, 0, 5, 0, 0});
        metrics.view("hourly").served(0, 4_000_000_000L);
        MetricSources sources = new MetricSources();
        sources.add(
                new PrometheusExposition(metrics, Clock.fixed(Instant.parse("1970-01-01T00:01:00Z"), ZoneOffset.UTC)));

        assertThat(sources.text())
                .contains("# TYPE feast_feature_server_request_total counter\n")
                .contains("feast_feature_server_request_total{endpoint=\"/get-online-features\",status=\"200\"} 1.0\n")
                .contains(
                        "feast_feature_server_request_latency_seconds_bucket{endpoint=\"/get-online-features\",le=\"0.00005\"}"
                                + " 1.0\n")
                .contains("feast_online_features_request_total 1.0\n")
                .contains("feast_online_features_entity_count_bucket{le=\"10\"} 1.0\n")
                .contains("feast_online_features_entity_count_sum 7.0\n")
                .contains("feast_feature_freshness_seconds{feature_view=\"hourly\"} 60.0\n")
                .contains("feast_feature_server_online_store_read_duration_seconds_bucket{le=\"0.000025\"} 1.0\n")
                .contains("feast_feature_server_online_store_read_duration_seconds_count 1.0\n")
                .contains("feast_push_rows_total{push_source=\"clicks\"} 3.0\n")
                .contains("feast_online_features_status_total{feature_view=\"hourly\",status=\"null_value\"} 5.0\n")
                .contains("slipway_served_age_seconds_bucket{feature_view=\"hourly\",le=\"5\"} 1.0\n")
                .contains("feast_push_request_total{push_source=\"clicks\",mode=\"online_and_offline\"} 1.0\n")
                .contains("feast_offline_store_request_total{method=\"offline_write_batch\",status=\"error\"} 1.0\n")
                .contains("feast_materialization_result_total{feature_view=\"hourly\",status=\"success\"} 1.0\n")
                .contains("feast_materialization_result_total{feature_view=\"hourly\",status=\"failure\"} 1.0\n")
                .contains("feast_materialization_duration_seconds_bucket{feature_view=\"hourly\",le=\"2.5\"} 2.0\n")
                .contains("slipway_materialization_rows_total{feature_view=\"hourly\",rows=\"late\"} 4.0\n")
                .contains("slipway_materialization_rows_total{feature_view=\"hourly\",rows=\"written\"} 9.0\n")
                .contains("slipway_event_time_watermark_seconds{feature_view=\"hourly\"} 10.5\n")
                .contains("slipway_in_flight 1.0\n");
    }

    @Test
    void an_autoscaler_finds_the_rate_since_the_scrape_before() {
        ServerMetrics metrics = new ServerMetrics();
        MetricSources sources = new MetricSources();
        sources.add(new PrometheusExposition(metrics, Clock.systemUTC()));

        assertThat(sources.text()).contains("slipway_requests_per_second 0.0\n");
        metrics.enter();
        metrics.leave("/get-online-features", 200, 30_000);
        assertThat(sources.text())
                .contains("slipway_requests_per_second ")
                .doesNotContain("slipway_requests_per_second 0.0\n");
    }
}
