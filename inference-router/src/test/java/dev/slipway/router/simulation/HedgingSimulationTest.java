package dev.slipway.router.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.policy.budget.RetryBudget;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reference 2.4: log-normal answers of 5 ms (sigma 0.35), one in a hundred stalls for 100 ms. */
class HedgingSimulationTest {
    private static final int REQUESTS = 400_000;
    private static final double MILLI = 1e6;

    @Test
    void hedgesAfterTheNinetyFifthPercentileCutTheTailForFivePercentMoreWork() {
        Result none = run(0, 1);
        Result p95 = run(95, 1);
        Result p98 = run(98, 1);

        assertThat(p95.samples().quantile(0.999))
                .isLessThan(0.2 * none.samples().quantile(0.999));
        assertThat(p95.extra()).isLessThanOrEqualTo(0.05);
        assertThat(p98.samples().quantile(0.999)).isLessThan(20);
        assertThat(p98.extra()).isLessThan(0.025);
    }

    private record Result(Samples samples, double extra) {}

    private static Result run(double percentile, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Hedging hedging = new Hedging(percentile == 0 ? 95 : percentile, 5, 0);
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        Samples samples = new Samples();
        long hedges = 0;
        double now = 0;
        for (int i = 0; i < REQUESTS; i++) {
            now += -Math.log(1 - random.nextDouble());
            long nanos = (long) (now * MILLI);
            budget.deposit(nanos);
            hedging.deposit(nanos);
            double first = answer(random);
            double took = first;
            double delay = percentile == 0 ? 0 : hedging.delay(100) / MILLI;
            if (delay > 0 && first > delay && hedging.mayHedge(nanos, 0.3, budget)) {
                hedges++;
                took = Math.min(first, delay + answer(random));
            }
            // The router learns from first attempts: those that a hedge overtook are known to have taken longer.
            hedging.answered(nanos, 100, (long) (first * MILLI));
            samples.add(took);
        }
        double extra = (double) hedges / REQUESTS;
        Report.line("| 2.4 %s, seed %d | p99.9 %s ms | %s %% more work |"
                .formatted(
                        percentile == 0 ? "no hedge" : "hedge at p" + (int) percentile,
                        seed,
                        Report.number(samples.quantile(0.999)),
                        Report.number(extra * 100)));
        return new Result(samples, extra);
    }

    private static double answer(SplittableRandom random) {
        double stall = random.nextDouble() < 0.01 ? 100 : 0;
        double gauss = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        return 5 * Math.exp(0.35 * gauss) + stall;
    }
}
