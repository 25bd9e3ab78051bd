package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long SHORT = 20_000;
    private static final long LONG = 6_000_000;

    private final LongSupplier processor = new AtomicLong()::get;
    private final Placement placement = new Placement(SHORT, 4, processor);

    /** Runs that take so long by either clock. */
    private void run(long nanos) {
        placement.observeOnLoop(placement.clock(), nanos);
    }

    /** Runs that the processor is taken away from. */
    private void interrupted() {
        placement.observeOnLoop(placement.clock(), placement.clock() == processor ? SHORT : LONG);
    }

    @Test
    void a_model_that_proves_slow_moves_to_the_workers() {
        run(LONG);
        for (int i = 0; i < 3; i++) {
            assertThat(placement.onLoop(4)).isTrue();
            run(LONG);
        }
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_model_that_is_slow_for_one_request_in_twenty_moves_too() {
        for (int i = 0; i < 200; i++) {
            run(i % 20 == 0 ? LONG : SHORT);
        }
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_processor_that_is_taken_away_now_and_then_moves_nothing() {
        for (int i = 0; i < 100_000; i++) {
            run(i % 500 == 0 ? LONG : SHORT);
        }
        assertThat(placement.onLoop(4)).isTrue();
    }

    @Test
    void a_processor_that_is_taken_away_all_the_time_moves_nothing_either() {
        for (int i = 0; i < 1000; i++) {
            interrupted();
        }
        assertThat(placement.onLoop(4)).isTrue();
    }

    @Test
    void processor_time_is_read_only_while_something_is_wrong() {
        run(SHORT);
        assertThat(placement.clock()).isNotEqualTo(processor);
        run(LONG);
        assertThat(placement.clock()).isEqualTo(processor);
        for (int i = 0; i < 64; i++) {
            run(SHORT);
        }
        assertThat(placement.clock()).isNotEqualTo(processor);
    }

    @Test
    void what_a_measurement_in_processor_time_says_outweighs_the_first_seconds() {
        for (int i = 0; i < 10; i++) {
            run(LONG);
        }
        placement.measured(SHORT);
        assertThat(placement.onLoop(4)).isTrue();
        placement.measured(LONG);
        assertThat(placement.onLoop(4)).isFalse();
    }

    @Test
    void a_request_of_many_elements_does_not_hold_up_the_loop() {
        assertThat(placement.onLoop(4_000)).isFalse();
    }
}
