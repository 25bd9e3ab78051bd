package dev.slipway.operator.inferenceroute.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.acknowledgement.RouterReport.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final String MISSING = "too few requests of the baseline to compare with";
    private static final String BROKEN = "the baseline fails too often to compare with";
    private static final String ALONE =
            "the candidate fails with all of the requests, and nothing is left to compare it with";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "both arms answer, 5, 20, 0, 400, 2, ''",
        "too little of the candidate, 5, 19, 0, 400, 2, too few requests of the candidate",
        "the baseline did not answer, 5, 999, 0, 19, 0, " + MISSING,
        "at 90 percent the baseline has few, 90, 20, 0, 3, 0, ''",
        "the baseline is broken, 5, 999, 99, 400, 201, " + BROKEN,
        "of all of the requests a tenth is lost, 100, 20, 2, 0, 0, ''",
        "of all of the requests more is lost, 100, 20, 3, 0, 0, '" + ALONE + "'"
    })
    void aStepIsLeftOnlyWhenItHasCompared(
            String situation, int weight, long candidate, long lost, long baseline, long baselineLost, String reason) {
        var step = new Tally(candidate, lost, baseline, baselineLost);

        assertThat(Comparison.lacking(weight, 20, step, step)).as(situation).isEqualTo(reason);
    }
}
