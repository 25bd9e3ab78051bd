package dev.slipway.router.policy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LimitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double MILLI = 1e6;

    @Test
    void aTargetThatMayDoOneThingAtATimeIsGivenOne() {
        Gradient2 gradient = new Gradient2(1, 1);
        for (int i = 0; i < 100; i++) {
            gradient.sample(5 * MILLI, 1);
            assertThat(gradient.limit()).isOne();
        }
    }

    @Test
    void aTargetWithRoomIsGivenItAndOneThatSlowsDownLosesIt() {
        Gradient2 gradient = new Gradient2(1, 200);
        for (int i = 0; i < 500; i++) {
            gradient.sample(5 * MILLI, gradient.limit());
        }
        assertThat(gradient.limit()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            gradient.sample(50 * MILLI, gradient.limit());
        }
        assertThat(gradient.limit()).isLessThan(50);
    }

    @Test
    void anIdleTargetLearnsNothing() {
        Gradient2 gradient = new Gradient2(1, 200);
        for (int i = 0; i < 500; i++) {
            gradient.sample(5 * MILLI, 1);
        }
        assertThat(gradient.limit()).isEqualTo(20);
    }

    @Property(tries = 30)
    void occupancyNeverExceedsTheFixedLimit(@ForAll @IntRange(min = 1, max = 30) int most) {
        Occupancy occupancy = new Occupancy(most, new Gradient2(1, 200), 0);
        int in = 0;
        for (int i = 0; i < 200; i++) {
            if (i % 3 != 2) {
                in += occupancy.enter(i, Priorities.NONE, 0) ? 1 : 0;
            } else if (in > 0) {
                occupancy.answered(1_000_000);
                in--;
            }
            assertThat(occupancy.inFlight()).isEqualTo(in).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void underLoadTheLowerClassIsRefusedBeforeTheUpper() {
        Occupancy occupancy = new Occupancy(10, null, 0);
        Priorities two = new Priorities(2);
        long now = 0;
        for (int i = 0; i < 8; i++) {
            assertThat(occupancy.enter(now, two, 0)).isTrue();
        }
        now += 5 * SECOND;
        assertThat(occupancy.enter(now, two, 1)).isFalse();
        assertThat(occupancy.enter(now, two, 0)).isTrue();
    }

    @Test
    void onAnIdleTargetAllClassesHaveEverything() {
        Occupancy occupancy = new Occupancy(10, null, 0);
        Priorities two = new Priorities(2);
        for (int i = 0; i < 10; i++) {
            assertThat(occupancy.enter(0, two, 1)).isTrue();
        }
    }

    @Test
    void theLineIsFirstComeFirstServedUntilItsFrontIsOld() {
        WaitingLine<String> line = new WaitingLine<>();
        assertThat(line.offer("a", 0, 100, 3)).isTrue();
        assertThat(line.offer("b", 10, 110, 3)).isTrue();
        assertThat(line.offer("c", 20, 120, 3)).isTrue();
        assertThat(line.offer("d", 20, 120, 3)).isFalse();
        assertThat(line.poll(30)).isEqualTo("a");
        assertThat(line.poll(90)).isEqualTo("c");
        assertThat(line.poll(90)).isEqualTo("b");
        assertThat(line.poll(90)).isNull();
    }

    @Test
    void aRequestThatWouldBeLateIsRefusedAtOnce() {
        WaitingLine<String> line = new WaitingLine<>();
        for (int i = 0; i < 10; i++) {
            line.offer("r" + i, 0, SECOND, 100);
        }
        assertThat(line.hopeless(10_000_000, 1, 100_000_000)).isTrue();
        assertThat(line.hopeless(10_000_000, 10, 100_000_000)).isFalse();
    }

    @Property(tries = 50)
    void aRateAdmitsItsBurstAndThenItsRate(
            @ForAll @IntRange(min = 1, max = 1000) int rate, @ForAll @IntRange(min = 1, max = 100) int burst) {
        Gcra gcra = new Gcra(rate, burst, 100);
        int admitted = 0;
        for (long now = 0; now < 2 * SECOND; now += SECOND / 50_000) {
            admitted += gcra.admit("one", 1, now) == 0 ? 1 : 0;
        }
        assertThat(admitted).isBetween((int) (0.95 * (burst + 2 * rate)) - 1, burst + 2 * rate + 2);
    }

    @Test
    void aRefusalSaysHowLongToWaitAndWaitingHelps() {
        Gcra gcra = new Gcra(2, 1, 100);
        assertThat(gcra.admit("a", 1, 0)).isZero();
        long wait = gcra.admit("a", 1, 0);
        assertThat(wait).isEqualTo(SECOND / 2);
        assertThat(gcra.admit("b", 1, 0)).isZero();
        assertThat(gcra.admit("a", 1, wait)).isZero();
    }

    @Test
    void principalsAreBoundedInNumber() {
        Gcra gcra = new Gcra(1, 1, 10);
        for (int i = 0; i < 1000; i++) {
            gcra.admit("p" + i, 1, 0);
        }
        assertThat(gcra.size()).isEqualTo(10);
    }
}
