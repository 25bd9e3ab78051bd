package dev.slipway.router.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.balance.Breaker.State;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker(Breaker.Settings.DEFAULT, new SplittableRandom(3), 0);

    @Test
    void fiveFailuresInARowOpenIt() {
        for (int i = 0; i < 4; i++) {
            assertThat(breaker.failed(i, true)).isFalse();
        }
        assertThat(breaker.failed(5, true)).isTrue();
        assertThat(breaker.admits(6)).isFalse();
    }

    @Test
    void aSuccessBetweenThemKeepsItClosed() {
        for (int i = 0; i < 18; i++) {
            if (i % 3 == 0) {
                breaker.failed(i, true);
            } else {
                breaker.succeeded(i);
            }
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void moreThanHalfOfTwentyFailuresOpenIt() {
        boolean opened = false;
        for (int i = 0; i < 30 && !opened; i++) {
            if (i % 3 == 0) {
                breaker.succeeded(i);
            } else {
                opened = breaker.failed(i, true);
            }
        }
        assertThat(opened).isTrue();
    }

    @Test
    void afterThePenaltyOneProbeGoesAndThenATenth() {
        open();
        long later = breaker.until();
        assertThat(breaker.admits(later - 1)).isFalse();
        assertThat(breaker.admits(later)).isTrue();
        breaker.admitted(later);
        assertThat(breaker.admits(later)).isFalse();
        breaker.succeeded(later + 1);
        assertThat(breaker.state()).isEqualTo(State.RAMPING);
        int admitted = 0;
        for (int i = 0; i < 1000; i++) {
            admitted += breaker.admits(later + 2) ? 1 : 0;
        }
        assertThat(admitted).isBetween(60, 140);
        for (int i = 0; i < 4; i++) {
            breaker.succeeded(later + 2 * SECOND);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void afterAFailedProbeItStaysOutForHalfAsLongAsItHasBeenOutAndAMinuteAtMost() {
        open();
        long penalty = 0;
        for (int i = 0; i < 25; i++) {
            long now = breaker.until();
            breaker.admitted(now);
            assertThat(breaker.failed(now, true)).isTrue();
            penalty = breaker.until() - now;
            assertThat((double) penalty)
                    .isGreaterThanOrEqualTo(0.5 * Math.clamp(now / 2, SECOND, 60 * SECOND))
                    .isLessThanOrEqualTo(1.5 * Math.clamp(now / 2, SECOND, 60 * SECOND));
        }
        assertThat(penalty).isBetween(30 * SECOND, 90 * SECOND);
    }

    @Test
    void afterTenSecondsOfHealthAFailureIsTheFirstOne() {
        open();
        long now = breaker.until();
        for (int i = 0; i < 10; i++) {
            breaker.admitted(now);
            breaker.failed(now, true);
            now = breaker.until();
        }
        breaker.admitted(now);
        for (int i = 0; i <= 15; i++) {
            breaker.succeeded(now + i * SECOND);
        }
        long again = now + 16 * SECOND;
        for (int i = 0; i < 5; i++) {
            breaker.failed(again, true);
        }
        assertThat(breaker.until() - again).isLessThanOrEqualTo(3 * SECOND / 2);
    }

    @Test
    void whoIsRelievedIsProbedAtOnce() {
        open();
        breaker.relieve(1);
        assertThat(breaker.admits(1)).isTrue();
    }

    @Test
    void anAbandonedProbeIsTriedAgainAtOnce() {
        open();
        long now = breaker.until();
        breaker.admitted(now);
        breaker.abandoned(now);
        assertThat(breaker.admits(now)).isTrue();
    }

    @Test
    void withNowhereElseToGoItStaysClosed() {
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.failed(i, false)).isFalse();
        }
        assertThat(breaker.admits(101)).isTrue();
        assertThat(breaker.failed(102, true)).isTrue();
    }

    @Test
    void retryAfterIsBelievedForAMinuteAtMost() {
        breaker.pause(0, 5 * SECOND);
        assertThat(breaker.admits(4 * SECOND)).isFalse();
        assertThat(breaker.admits(5 * SECOND)).isTrue();
        breaker.pause(0, 3600 * SECOND);
        assertThat(breaker.admits(60 * SECOND)).isTrue();
    }

    private void open() {
        for (int i = 0; i < 5; i++) {
            breaker.failed(0, true);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
}
