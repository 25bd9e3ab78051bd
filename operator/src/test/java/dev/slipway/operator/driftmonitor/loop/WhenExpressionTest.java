package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhenExpressionTest {
    private static final List<String> NAMES =
            List.of("driftedShare", "drifted", "performanceDegraded", "expectationsFailed");

    @ParameterizedTest
    @CsvSource({
        "driftedShare >= 0.3, true",
        "driftedShare > 0.3, false",
        "driftedShare<0.4&&drifted==3, true",
        "drifted != 3, false",
        "drifted, true",
        "!drifted, false",
        "!(drifted > 5), true",
        "expectationsFailed, false",
        "expectationsFailed == false, true",
        "expectationsFailed || drifted > 2 && driftedShare > 0.9, false",
        "(expectationsFailed || drifted > 2) && driftedShare > 0.1, true",
        "drifted > 2 || expectationsFailed && driftedShare > 0.9, true",
        "drifted >= -1.5, true",
    })
    void compares_the_summary(String text, boolean expected) throws Exception {
        var summary = Map.of("driftedShare", 0.3, "drifted", 3.0, "expectationsFailed", 0.0);
        assertThat(WhenExpression.parse(text, NAMES).holds(summary)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "performanceDegraded, false",
        "!performanceDegraded, false",
        "performanceDegraded || drifted == 3, true",
        "!performanceDegraded && drifted == 3, false",
        "!(performanceDegraded && drifted == 0), true",
    })
    void nothing_follows_from_what_was_not_measured(String text, boolean expected) throws Exception {
        assertThat(WhenExpression.parse(text, NAMES).holds(Map.of("drifted", 3.0)))
                .isEqualTo(expected);
    }

    @Test
    void a_number_that_is_none_was_not_measured() throws Exception {
        assertThat(WhenExpression.parse("!(drifted > 3)", NAMES).holds(Map.of("drifted", Double.NaN)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "shareOfDrift > 1, 'shareOfDrift' is not in a run's summary",
                "drifted >, something is missing at its end",
                "drifted > drifted, 'drifted' is not a number",
                "(drifted, a parenthesis is not closed",
                "drifted drifted, 'drifted' is not expected there",
                "drifted % 2, '%' is not understood",
                "&& drifted, '&&' is not in a run's summary",
            })
    void says_what_it_does_not_understand(String text, String complaint) {
        assertThatThrownBy(() -> WhenExpression.parse(text, NAMES)).hasMessageContaining(complaint);
    }
}
