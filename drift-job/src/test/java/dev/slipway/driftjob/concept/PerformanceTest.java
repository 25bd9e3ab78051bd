package dev.slipway.driftjob.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.statistics.GoldenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Agreement with scikit-learn and with NannyML's formulas, by the vectors of golden_performance.py. */
class PerformanceTest {
    @Test
    void metrics_and_estimates_agree_with_scikit_learn_and_nannyml() throws IOException {
        for (GoldenFile.Case c : GoldenFile.read(Path.of("src/test/resources/golden/performance.json"))
                .cases("performance")) {
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
