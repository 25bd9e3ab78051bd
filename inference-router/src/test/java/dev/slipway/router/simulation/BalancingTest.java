package dev.slipway.router.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.simulation.Fleet.Policy;
import org.junit.jupiter.api.Test;

/** Reference 2.1: ten servers, 5 ms of exponential work each, one ten times slower, half loaded. */
class BalancingTest {
    private static final int REQUESTS = 400_000;
    private static final double MEAN = 5;
    private static final double ARRIVALS = 0.5 * (9 / MEAN + 1 / (10 * MEAN));

    @Test
    void oneServerOfTenThatIsTenTimesSlowerIsSparedByPeakEwma() {
        Samples peak = slowOne(Policy.PeakEwma, 1);
        Samples least = slowOne(Policy.LeastPending, 1);
        Samples absent =
                new Fleet(9, MEAN, 1, ARRIVALS / (9 / MEAN), Policy.PeakEwma, 1).run(Policy.PeakEwma, REQUESTS);
        row("peak-EWMA", peak);
        row("least pending", least);
        row("peak-EWMA, slow server absent", absent);

        assertThat(peak.quantile(0.99)).isLessThan(32);
        assertThat(peak.quantile(0.999)).isLessThan(63);
        assertThat(peak.quantile(0.99)).isLessThan(least.quantile(0.99) / 2);
        assertThat(peak.quantile(0.99)).isLessThan(1.25 * absent.quantile(0.99));
    }

    @Test
    void roundRobinLetsTheQueueOfTheSlowServerGrowWithoutBound() {
        Samples robin = slowOne(Policy.RoundRobin, 1);
        row("round robin", robin);
        assertThat(robin.quantile(0.99)).isGreaterThan(10_000);
    }

    private static Samples slowOne(Policy policy, long seed) {
        return new Fleet(10, MEAN, 10, 0.5, policy, seed).run(policy, REQUESTS);
    }

    private static void row(String policy, Samples samples) {
        Report.line("| 2.1 %s, seed 1 | p99 %s ms | p99.9 %s ms |"
                .formatted(policy, Report.number(samples.quantile(0.99)), Report.number(samples.quantile(0.999))));
    }
}
