package dev.slipway.driftjob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    /** A DriftMonitor has neither resources nor a budget. */
    @Test
    void memory_that_ran_out_is_told_with_what_a_monitor_has_to_offer() {
        assertThat(Main.outOfMemory())
                .contains("features.ignore", "current.window", " MB ran out")
                .doesNotContain("limit", "budget", "resources");
    }
}
