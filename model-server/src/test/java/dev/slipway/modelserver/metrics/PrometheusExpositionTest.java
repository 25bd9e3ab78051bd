package dev.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Quarkus gives the old client's registry.
class PrometheusExpositionTest {
    @Test
    void the_names_of_teams_triton_and_kserve_are_told_from_one_set_of_counters() throws IOException {
        ModelMetrics metrics = new ModelMetrics();
        metrics.succeeded(3_000_000);
        metrics.succeeded(30_000);
        metrics.failed(FailureKind.REJECTED);
        metrics.executed(5, 20_000);
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new PrometheusExposition("iris", "1", metrics));
        StringWriter text = new StringWriter();
        TextFormat.write004(text, registry.metricFamilySamples());
        assertThat(text.toString())
                .contains("ml_predictions_total{model=\"iris\",version=\"1\",status=\"success\",} 2.0")
                .contains("ml_predictions_total{model=\"iris\",version=\"1\",status=\"rejected\",} 1.0")
                .contains("ml_prediction_requests_total{model=\"iris\",version=\"1\",} 3.0")
                .contains("ml_prediction_errors_total{model=\"iris\",version=\"1\",} 1.0")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"5.0E-5\",} 1.0")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"0.0025\",} 1.0")
                .contains("ml_prediction_latency_seconds_bucket{model=\"iris\",version=\"1\",le=\"+Inf\",} 2.0")
                .contains("ml_prediction_latency_seconds_sum{model=\"iris\",version=\"1\",} 0.00303")
                .contains("ml_prediction_duration_seconds_count{model=\"iris\",version=\"1\",} 1.0")
                .contains("nv_inference_count{model=\"iris\",version=\"1\",} 5.0")
                .contains("request_explain_seconds_count{model_name=\"iris\",} 0.0");
    }
}
