package dev.slipway.router.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalanceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final PowerOfTwo two = new PowerOfTwo(new SplittableRandom(1));

    private static final class Endpoint implements PowerOfTwo.Choice {
        private final EndpointLoad load;
        private boolean available = true;

        Endpoint(EndpointLoad load) {
            this.load = load;
        }

        @Override
        public boolean available(long now) {
            return available;
        }

        @Override
        public double score(long now) {
            return load.score(now);
        }
    }

    @Test
    void anEndpointThatFailsFastIsNotTakenForAFastOne() {
        Endpoint good = warm();
        Endpoint blackHole = warm();
        int toTheHole = 0;
        for (int i = 0; i < 1000; i++) {
            long now = i * 10L * MILLI;
            Endpoint picked = Objects.requireNonNull(two.pick(List.of(good, blackHole), null, now));
            picked.load.started();
            if (picked == good) {
                picked.load.succeeded(now + 5 * MILLI, 5 * MILLI);
            } else {
                toTheHole++;
                picked.load.failed(now, 0, 100 * MILLI);
            }
        }
        assertThat(toTheHole).isLessThan(20);
    }

    @Test
    void equalEndpointsTakeTurns() {
        Endpoint a = warm();
        Endpoint b = warm();
        int toA = 0;
        for (int i = 0; i < 100; i++) {
            toA += two.pick(List.of(a, b), null, 0) == a ? 1 : 0;
        }
        assertThat(toA).isEqualTo(50);
    }

    @Test
    void aNewEndpointIsSparedAtFirst() {
        EndpointLoad fresh = new EndpointLoad(0);
        EndpointLoad warm = EndpointLoad.warm(0);
        for (EndpointLoad load : List.of(fresh, warm)) {
            load.started();
            load.succeeded(5 * MILLI, 5 * MILLI);
            load.started();
        }
        assertThat(fresh.score(SECOND)).isGreaterThan(5 * warm.score(SECOND));
        assertThat(fresh.score(31 * SECOND)).isEqualTo(warm.score(31 * SECOND));
    }

    @Test
    void anEndpointThatIsBackIsNotBlamedForWhatItWasOutFor() {
        EndpointLoad healthy = EndpointLoad.warm(0);
        EndpointLoad back = EndpointLoad.warm(0);
        for (int i = 0; i < 50; i++) {
            back.started();
            back.failed(0, 0, 2 * SECOND);
        }
        back.rampAgain(0);
        for (EndpointLoad load : List.of(healthy, back)) {
            load.started();
            load.succeeded(SECOND, 5 * MILLI);
        }
        // It is spared by its weight of a tenth, and by nothing else.
        assertThat(back.score(SECOND) / healthy.score(SECOND)).isCloseTo(10, within(0.001));
    }

    @Test
    void anEndpointThatIsBackHasItsWholeShareAfterAsManyAnswersAsItTakesToTrustIt() {
        EndpointLoad back = EndpointLoad.warm(0);
        back.started();
        back.failed(0, 0, 2 * SECOND);
        back.rampAgain(0);
        double rightAfter = back.score(MILLI);
        back.started();
        back.succeeded(SECOND, 5 * MILLI);
        assertThat(back.score(SECOND)).isLessThan(rightAfter / 20);
        double first = back.score(SECOND);
        for (int i = 0; i < 200; i++) {
            back.started();
            back.succeeded(SECOND, 5 * MILLI);
        }
        assertThat(back.score(SECOND)).isLessThan(first / 9);
    }

    @Test
    void whoIsNotAvailableOrWasTriedIsNotPicked() {
        Endpoint a = warm();
        Endpoint b = warm();
        Endpoint c = warm();
        a.available = false;
        for (int i = 0; i < 50; i++) {
            assertThat(two.pick(List.of(a, b, c), b, 0)).isSameAs(c);
        }
        c.available = false;
        assertThat(two.pick(List.of(a, b, c), b, 0)).isNull();
        assertThat(two.pick(new ArrayList<Endpoint>(), null, 0)).isNull();
    }

    @Test
    void oneEndpointIsPickedWithoutAChoice() {
        Endpoint only = warm();
        assertThat(two.pick(List.of(only), null, 0)).isSameAs(only);
    }

    @Test
    void theFloorKeepsTheLastTargetAliveAndLetsEarlierOnesGo() {
        EjectionFloor floor = EjectionFloor.DEFAULT;
        assertThat(floor.mayEject(3, 3, false)).isTrue();
        assertThat(floor.mayEject(2, 3, false)).isFalse();
        assertThat(floor.mayEject(1, 1, false)).isFalse();
        assertThat(floor.mayEject(1, 1, true)).isTrue();
        assertThat(floor.mayEject(4, 10, false)).isFalse();
        assertThat(floor.mayEject(5, 10, false)).isTrue();
    }

    private static Endpoint warm() {
        return new Endpoint(EndpointLoad.warm(0));
    }
}
