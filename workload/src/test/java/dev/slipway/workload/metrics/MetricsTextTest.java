package dev.slipway.workload.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void a_histogram_is_cumulative_and_ends_with_infinity() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(8_000);
        histogram.record(10_000);
        histogram.record(11_000);
        histogram.record(60_000_000_000L);

        String text = new MetricsText()
                .family("t", MetricsText.Type.HISTOGRAM, "Time")
                .histogram("t", "", histogram)
                .toString();

        assertThat(text)
                .startsWith(
                        "# HELP t Time\n# TYPE t histogram\nt_bucket{le=\"0.00001\"} 2.0\nt_bucket{le=\"0.000025\"} 3.0\n")
                .endsWith("t_bucket{le=\"10\"} 3.0\nt_bucket{le=\"+Inf\"} 4.0\nt_count 4.0\nt_sum 60.000029\n");
        assertThat(histogram.count()).isEqualTo(4);
        assertThat(histogram.sumNanos()).isEqualTo(60_000_029_000L);
    }

    @Test
    void labels_are_escaped() {
        assertThat(MetricsText.labels("a", "q\"b\\c\nd", "e", "f")).isEqualTo("a=\"q\\\"b\\\\c\\nd\",e=\"f\"");
    }

    @Test
    void the_runtime_tells_of_its_memory_and_threads() {
        MetricSources sources = new MetricSources();
        sources.add(new RuntimeMetrics());

        assertThat(sources.text())
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .contains("process_cpu_seconds_total")
                .contains("jvm_threads_live_threads");
    }
}
