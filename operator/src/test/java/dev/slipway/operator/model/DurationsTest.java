package dev.slipway.operator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "2ms, PT0.002S",
        "30s, PT30S",
        "5m, PT5M",
        "1h30m, PT90M",
        "90d, P90D",
        "1m1m, PT2M",
        "999999999d, P999999999D"
    })
    void unitsAddUp(String written, Duration duration) {
        assertThat(Durations.parse(written)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 m", "5m ", "1.5h", "-1s", "5x", "1000000000s", "99999999999999999999h"})
    void anythingElseIsRefusedWithTheValue(String written) {
        assertThatThrownBy(() -> Durations.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + written + "'");
    }
}
