package dev.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.metrics.MetricSources;
import org.junit.jupiter.api.Test;

class PrometheusExpositionTest {
    @Test
    void the_names_of_teams_triton_and_kserve_are_told_from_one_set_of_counters() {
        ModelMetrics metrics = new ModelMetrics();
        metrics.succeeded(3_000_000);
        metrics.succeeded(30_000);
        metrics.failed(FailureKind.REJECTED);
        metrics.executed(5, 20_000);
        metrics.cacheHit(2_000);
        metrics.cacheMiss(3_000);
        metrics.cacheKept(4_000);
        metrics.queued();
        metrics.dequeued(7_000);
        MetricSources sources = new MetricSources();
        sources.add(new PrometheusExposition("iris", "1", metrics));

        assertThat(sources.text())
                .contains("ml_predictions_total{model=\"iris\",version=\"1\",status=\"success\"} 2.0\n")
                .contains("ml_predictions_total{model=\"iris\",version=\"1\",status=\"rejected\"} 1.0\n")
                .contains("ml_prediction_requests_total{model=\"iris\",version=\"1\"} 3.0\n")
                .contains("ml_prediction_errors_total{model=\"iris\",version=\"1\"} 1.0\n")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"0.00005\"} 1.0\n")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"0.0025\"} 1.0\n")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"+Inf\"} 2.0\n")
                .contains("ml_prediction_latency_seconds_sum{model=\"iris\",version=\"1\"} 0.00303\n")
                .contains("ml_prediction_duration_seconds_count{model=\"iris\",version=\"1\"} 1.0\n")
                .contains("# TYPE nv_inference_count counter\nnv_inference_count{model=\"iris\",version=\"1\"} 5.0\n")
                .contains("nv_cache_hit_duration_per_model{model=\"iris\",version=\"1\"} 2.0\n")
                .contains("nv_cache_miss_duration_per_model{model=\"iris\",version=\"1\"} 7.0\n")
                .contains("nv_inference_queue_duration_us{model=\"iris\",version=\"1\"} 7.0\n")
                .contains(
                        "nv_inference_first_response_histogram_ms_bucket{model=\"iris\",version=\"1\",le=\"0.05\"} 1.0\n")
                .contains(
                        "nv_inference_first_response_histogram_ms_bucket{model=\"iris\",version=\"1\",le=\"2000\"} 2.0\n")
                .contains("nv_inference_first_response_histogram_ms_sum{model=\"iris\",version=\"1\"} 3.03\n")
                .contains("# TYPE nv_inference_request_summary_us summary\n")
                .contains("nv_inference_request_summary_us{model=\"iris\",version=\"1\",quantile=\"0.5\"} 50.0\n")
                .contains("nv_inference_request_summary_us_count{model=\"iris\",version=\"1\"} 2.0\n")
                .contains(
                        "nv_inference_compute_output_summary_us{model=\"iris\",version=\"1\",quantile=\"0.999\"} NaN\n")
                .contains("request_explain_seconds_count{model_name=\"iris\"} 0.0\n");
    }
}
