package dev.slipway.driftjob.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.statistics.GoldenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agreement with scikit-learn and NannyML, by the vectors of golden_performance.py and golden_nannyml.py. */
class PerformanceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** NannyML rounds the counts under its curve to five decimals. */
    private static final double ROUNDED = 1e-6;

    @Test
    void estimates_are_those_of_nannyml_itself() throws IOException {
        List<GoldenFile.Case> given =
                GoldenFile.read(GOLDEN.resolve("performance.json")).cases("performance");
        List<GoldenFile.Case> wanted =
                GoldenFile.read(GOLDEN.resolve("nannyml.json")).cases("estimates");
        for (int i = 0; i < wanted.size(); i++) {
            GoldenFile.Case its = wanted.get(i);
            double[] calibrated = given.get(i).numbers("calibrated");
            Cbpe estimate = Cbpe.estimate(given.get(i).numbers("scores"), calibrated, 0.5);
            assertThat(estimate.accuracy()).isCloseTo(its.number("accuracy"), within(1e-12));
            assertThat(estimate.f1()).isCloseTo(its.number("f1"), within(1e-12));
            if (its.fields().containsKey("auc")) {
                assertThat(estimate.auc()).isCloseTo(its.number("auc"), within(ROUNDED));
            }
        }
    }

    @Test
    void metrics_and_estimates_agree_with_scikit_learn_and_the_formulas_of_nannyml() throws IOException {
        for (GoldenFile.Case c :
                GoldenFile.read(GOLDEN.resolve("performance.json")).cases("performance")) {
            double[] scores = c.numbers("scores");
            double[] labels = c.numbers("labels");
            assertThat(Performance.accuracy(scores, labels, 0.5)).isCloseTo(c.number("accuracy"), within(1e-12));
            assertThat(Performance.auc(scores, labels)).isCloseTo(c.number("auc"), within(1e-12));
            assertThat(Performance.logLoss(scores, labels)).isCloseTo(c.number("logLoss"), within(1e-12));
            assertThat(Performance.brier(scores, labels)).isCloseTo(c.number("brier"), within(1e-12));
            Isotonic isotonic = Isotonic.fit(scores, labels);
            double[] calibrated = Arrays.stream(scores).map(isotonic::calibrate).toArray();
            assertThat(calibrated).containsExactly(c.numbers("calibrated"), within(1e-12));
            Cbpe estimate = Cbpe.estimate(scores, calibrated, 0.5);
            assertThat(estimate.auc()).isCloseTo(c.number("cbpeAuc"), within(1e-10));
            assertThat(estimate.f1()).isCloseTo(c.number("cbpeF1"), within(1e-10));
            assertThat(estimate.accuracy()).isCloseTo(c.number("cbpeAccuracy"), within(1e-10));
        }
    }
}
