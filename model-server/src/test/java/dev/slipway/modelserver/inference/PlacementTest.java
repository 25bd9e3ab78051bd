package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long SHORT = 20_000;
    private static final long LONG = 6_000_000;

    @Test
    void a_model_that_proves_slow_moves_to_the_workers() {
        var placement = new Placement(SHORT, 4);
        for (int i = 0; i < 3; i++) {
            assertThat(placement.onLoop(4)).isTrue();
            placement.observeOnLoop(LONG);
        }
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_model_that_is_slow_for_one_request_in_twenty_moves_too() {
        var placement = new Placement(SHORT, 4);
        for (int i = 0; i < 200; i++) {
            placement.observeOnLoop(i % 20 == 0 ? LONG : SHORT);
        }
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_processor_that_is_taken_away_now_and_then_moves_nothing() {
        var placement = new Placement(SHORT, 4);
        for (int i = 0; i < 100_000; i++) {
            placement.observeOnLoop(i % 500 == 0 ? LONG : SHORT);
        }
        assertThat(placement.onLoop(4)).isTrue();
    }

    @Test
    void what_a_measurement_in_processor_time_says_outweighs_the_first_seconds() {
        var placement = new Placement(SHORT, 4);
        for (int i = 0; i < 10; i++) {
            placement.observeOnLoop(LONG);
        }
        placement.measured(SHORT);
        assertThat(placement.onLoop(4)).isTrue();
        placement.measured(LONG);
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_request_of_many_elements_does_not_hold_up_the_loop() {
        assertThat(new Placement(SHORT, 4).onLoop(4_000)).isFalse();
    }
}
