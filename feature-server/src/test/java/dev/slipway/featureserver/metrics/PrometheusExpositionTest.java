package dev.slipway.featureserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.metrics.MetricSources;
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
        metrics.view("hourly").statuses(new int[] {0, 0, 5, 0, 0});
        metrics.view("hourly").served(0, 4_000_000_000L);
        MetricSources sources = new MetricSources();
        sources.add(new PrometheusExposition(metrics));

        assertThat(sources.text())
                .contains("# TYPE feast_feature_server_request_total counter\n")
                .contains("feast_feature_server_request_total{endpoint=\"/get-online-features\",status=\"200\"} 1.0\n")
                .contains(
                        "feast_feature_server_request_latency_seconds_bucket{endpoint=\"/get-online-features\",le=\"0.00005\"}"
                                + " 1.0\n")
                .contains("feast_online_features_request_total 1.0\n")
                .contains("feast_online_features_entities_total 7.0\n")
                .contains("feast_feature_server_online_store_read_duration_seconds_bucket{le=\"0.000025\"} 1.0\n")
                .contains("feast_feature_server_online_store_read_duration_seconds_count 1.0\n")
                .contains("feast_push_rows_total{push_source=\"clicks\"} 3.0\n")
                .contains("feast_online_features_status_total{feature_view=\"hourly\",status=\"null_value\"} 5.0\n")
                .contains("slipway_served_age_seconds_bucket{feature_view=\"hourly\",le=\"5\"} 1.0\n")
                .contains("slipway_in_flight 1.0\n");
    }
}
