package dev.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.workload.metrics.LatencyHistogram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentQuantilesTest {
    private final LatencyHistogram histogram = new LatencyHistogram();
    private final RecentQuantiles quantiles = new RecentQuantiles(histogram, 0);

    @Test
    void without_a_duration_there_is_no_quantile() {
        assertThat(quantiles.micros()).containsOnly(Double.NaN);
    }

    @Test
    void even_durations_have_even_quantiles() {
        for (int micros = 1; micros <= 100; micros++) {
            histogram.record(micros * 1000L);
        }
        double[] micros = quantiles.micros();
        assertThat(micros[0]).isCloseTo(50, within(1e-6));
        assertThat(micros[1]).isCloseTo(90, within(1e-6));
        assertThat(micros[3]).isCloseTo(99, within(1e-6));
        assertThat(micros[4]).isCloseTo(99.9, within(1e-6));
    }

    @Test
    void what_is_longer_than_all_buckets_is_told_as_the_longest_of_them() {
        histogram.record(TimeUnit.MINUTES.toNanos(5));
        assertThat(quantiles.micros()).containsOnly(10_000_000);
    }

    @Test
    void what_is_older_than_a_minute_is_forgotten_and_what_is_younger_is_not() {
        histogram.record(TimeUnit.SECONDS.toNanos(4));
        for (int second = 1; second <= 47; second++) {
            quantiles.sample(TimeUnit.SECONDS.toNanos(second));
        }
        histogram.record(40_000);
        assertThat(quantiles.micros()[4]).as("after 47 s").isGreaterThan(2_500_000);
        for (int second = 48; second <= 61; second++) {
            quantiles.sample(TimeUnit.SECONDS.toNanos(second));
        }
        assertThat(quantiles.micros()[4]).as("after 61 s").isBetween(25.0, 50.0);
        for (int second = 62; second <= 130; second++) {
            quantiles.sample(TimeUnit.SECONDS.toNanos(second));
        }
        assertThat(quantiles.micros()).containsOnly(Double.NaN);
    }
}
