package dev.slipway.router.policy.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    @Test
    void aQuietRouteMayRetryTenTimesASecond() {
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        int taken = 0;
        while (budget.withdraw(0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(100);
        assertThat(budget.withdraw(9 * SECOND)).isFalse();
        assertThat(budget.withdraw(10 * SECOND)).isTrue();
    }

    @Property(tries = 50)
    void extraAttemptsNeverExceedTheFloorAndAFifthOfTheRequestsOfTenSeconds(
            @ForAll @IntRange(min = 1, max = 500) int perSecond, @ForAll @IntRange(min = 1, max = 40) int seconds) {
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        long requests = 0;
        long extra = 0;
        for (int s = 0; s < seconds; s++) {
            for (int i = 0; i < perSecond; i++) {
                long now = s * SECOND + i * SECOND / perSecond;
                budget.deposit(now);
                requests++;
                extra += budget.withdraw(now) ? 1 : 0;
            }
        }
        assertThat(extra).isLessThanOrEqualTo(requests / 5 + 100L * (1 + seconds / 10));
        assertThat(extra).isGreaterThanOrEqualTo(Math.min(requests, requests / 5));
    }

    @Test
    void backoffIsFullJitterUpToAQuarterOfASecond() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(Backoff.pause(1, random)).isBetween(0L, 25 * MILLI);
            assertThat(Backoff.pause(20, random)).isBetween(0L, 250 * MILLI);
        }
    }

    @Property(tries = 20)
    void quantilesAreRightToATenth(@ForAll @IntRange(min = 1, max = 1_000_000) int micros) {
        LatencyQuantiles quantiles = new LatencyQuantiles(10 * SECOND, 0);
        for (int i = 1; i <= 1000; i++) {
            quantiles.record(0, (long) micros * i);
        }
        assertThat((double) quantiles.quantile(0.95)).isCloseTo(950.0 * micros, within(95.0 * micros));
    }

    @Test
    void thePastFades() {
        LatencyQuantiles quantiles = new LatencyQuantiles(10 * SECOND, 0);
        for (int i = 0; i < 1000; i++) {
            quantiles.record(0, 100 * MILLI);
        }
        for (int i = 0; i < 1000; i++) {
            quantiles.record(60 * SECOND + i * 10L * SECOND, MILLI);
        }
        assertThat(quantiles.quantile(0.9)).isLessThan(2 * MILLI);
    }

    @Test
    void hedgesStayUnderTheirCapAndStopWhereTargetsAreBusy() {
        Hedging hedging = new Hedging(95, 5, 0);
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        assertThat(hedging.delay(100)).isZero();
        int hedged = 0;
        for (int i = 0; i < 1000; i++) {
            hedging.deposit(i);
            hedging.answered(i, 100, 5 * MILLI);
            hedged += hedging.mayHedge(i, 0.5, budget) ? 1 : 0;
        }
        assertThat(hedged).isEqualTo(50);
        assertThat(hedging.mayHedge(1001 + 5 * SECOND, 0.8, budget)).isFalse();
        assertThat(hedging.delay(100)).isBetween(4 * MILLI, 6 * MILLI);
        assertThat(hedging.delay(1 << 20)).isZero();
    }
}
