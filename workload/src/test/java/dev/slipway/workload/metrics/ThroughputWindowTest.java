package dev.slipway.workload.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.metrics.ThroughputWindow.Sample;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThroughputWindowTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aSteadyRateIsTheRate() {
        ThroughputWindow window = new ThroughputWindow();
        for (int second = 0; second < 60; second++) {
            window.add(new Sample(second * SECOND, second * 50L, second * 50L * 2_000_000));
        }

        ThroughputWindow.Rates rates = window.until(new Sample(60 * SECOND, 3000, 3000L * 2_000_000));

        assertThat(rates.requestsPerSecond()).isEqualTo(50);
        assertThat(rates.queueDelaySeconds()).isEqualTo(0.002);
    }

    @Test
    void loadThatEndedIsForgottenAfterTheWindow() {
        ThroughputWindow window = new ThroughputWindow();
        for (int second = 0; second < 30; second++) {
            window.add(new Sample(second * SECOND, Math.min(second, 10) * 100L, 0));
        }

        assertThat(window.until(new Sample(30 * SECOND, 1000, 0)).requestsPerSecond())
                .isZero();
    }

    @Test
    void withoutASampleThereIsNoRate() {
        assertThat(new ThroughputWindow().until(new Sample(5, 5, 5)).requestsPerSecond())
                .isZero();
    }
}
