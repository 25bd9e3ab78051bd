package dev.slipway.workload.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainTest {
    private final ServingPhase phase = new ServingPhase();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @Test
    void readiness_fails_before_connections_are_refused_and_both_before_the_end() throws Exception {
        phase.enter(Phase.READY);

        new Drain(Duration.ofMillis(1), Duration.ofSeconds(20)).run(phase, List.of(listener("a", 2), listener("b", 0)));

        assertThat(calls)
                .containsExactly(
                        "a notReady DRAINING",
                        "b notReady DRAINING",
                        "a stopAccepting DRAINING",
                        "b stopAccepting DRAINING",
                        "a close DRAINING",
                        "b close DRAINING");
        assertThat(phase.ready()).isFalse();
    }

    @Test
    void what_never_ends_is_closed_after_the_longest_time() throws Exception {
        new Drain(Duration.ZERO, Duration.ofMillis(50)).run(phase, List.of(listener("a", Integer.MAX_VALUE)));

        assertThat(calls).last().isEqualTo("a close DRAINING");
    }

    @Test
    void nothing_brings_a_draining_process_back() {
        phase.enter(Phase.DRAINING);
        phase.enter(Phase.READY);

        assertThat(phase.draining()).isTrue();
        assertThat(phase.ready()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5s,5000", "500ms,500", "1m,60000", "0s,0"})
    void the_delay_is_a_duration(String text, long millis) throws FailureException {
        assertThat(Drain.fromEnvironment(Map.of("SLIPWAY_DRAIN_DELAY", text)).delay())
                .isEqualTo(Duration.ofMillis(millis));
        assertThat(Drain.fromEnvironment(Map.of()).delay()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1s", "soon", "5 s"})
    void anything_else_is_an_invalid_configuration(String text) {
        assertThatThrownBy(() -> Drain.fromEnvironment(Map.of("SLIPWAY_DRAIN_DELAY", text)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(CommonReason.InvalidConfig))
                .hasMessageContaining("SLIPWAY_DRAIN_DELAY");
    }

    private DrainableListener listener(String name, int busyFor) {
        return new DrainableListener() {
            private int looks;

            @Override
            public void notReady() {
                called("notReady");
            }

            @Override
            public void stopAccepting() {
                called("stopAccepting");
            }

            @Override
            public boolean idle() {
                return looks++ >= busyFor;
            }

            @Override
            public void close() {
                called("close");
            }

            private void called(String what) {
                calls.add(name + " " + what + " " + phase.phase());
            }
        };
    }
}
