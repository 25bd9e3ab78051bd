package dev.slipway.driftjob.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.concept.Performance;
import dev.slipway.driftjob.statistics.GoldenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Agreement with DeLong's definition, statsmodels 0.14.6, SciPy 1.17.1 and scikit-learn 1.8.0 (golden_gate.py). */
class GateGoldenTest {
    private final GoldenFile golden;

    GateGoldenTest() throws IOException {
        golden = GoldenFile.read(Path.of("src/test/resources/golden/gate.json"));
    }

    @Test
    void areas_and_their_test_agree_with_delong() {
        for (GoldenFile.Case c : golden.cases("pairs")) {
            DeLong.Result result = DeLong.test(c.numbers("a"), c.numbers("b"), c.numbers("labels"));
            assertThat(result.champion()).isCloseTo(c.number("delongA"), within(1e-14));
            assertThat(result.candidate()).isCloseTo(c.number("delongB"), within(1e-14));
            assertThat(result.variance()).isCloseTo(c.number("delongVariance"), within(1e-15));
            assertThat(result.pValue()).isCloseTo(c.number("delongP"), within(1e-12));
        }
    }

    @Test
    void rows_that_only_one_model_gets_right_are_tested_as_statsmodels_does() {
        for (GoldenFile.Case c : golden.cases("mcnemar")) {
            assertThat(McNemar.test(c.whole("b"), c.whole("c")).pValue())
                    .as(c.toString())
                    .isCloseTo(c.number("p"), within(1e-12));
        }
        for (GoldenFile.Case c : golden.cases("pairs")) {
            double[] a = classes(c.numbers("a"));
            double[] b = classes(c.numbers("b"));
            assertThat(McNemar.test(a, b, c.numbers("labels")).pValue()).isCloseTo(c.number("mcnemarP"), within(1e-12));
        }
    }

    @Test
    void the_bootstrap_s_interval_is_scipy_s_but_for_the_draws() {
        for (GoldenFile.Case c : golden.cases("pairs")) {
            double[] labels = c.numbers("labels");
            int[] rows = IntStream.range(0, labels.length).toArray();
            Answered a = new Answered(c.numbers("a"), classes(c.numbers("a")));
            Answered b = new Answered(c.numbers("b"), classes(c.numbers("b")));
            PairedBootstrap.Result result = PairedBootstrap.of(Metric.auc, a, b, labels, rows, 4000, 1);
            double noise = 0.2 * c.number("error");
            assertThat(result.benefit()).isCloseTo(c.number("delongB") - c.number("delongA"), within(1e-13));
            assertThat(result.quantile(0.05)).as(c.toString()).isCloseTo(c.number("low"), within(noise));
            assertThat(result.quantile(0.95)).as(c.toString()).isCloseTo(c.number("high"), within(noise));
        }
    }

    @Test
    void every_metric_agrees_with_scikit_learn_plainly_and_weighted_by_ones() {
        Map<String, Metric> metrics = Map.of(
                "f1",
                Metric.f1,
                "precision",
                Metric.precision,
                "recall",
                Metric.recall,
                "logLoss",
                Metric.logLoss,
                "mae",
                Metric.mae,
                "rmse",
                Metric.rmse,
                "r2",
                Metric.r2);
        for (GoldenFile.Case c : golden.cases("pairs")) {
            metrics.forEach((name, metric) -> {
                for (String model : new String[] {"A", "B"}) {
                    double[] scores = c.numbers(model.equals("A") ? "a" : "b");
                    double[] labels = c.numbers("labels");
                    int[] ones = new int[labels.length];
                    Arrays.fill(ones, 1);
                    double expected = c.number(name + model);
                    assertThat(Performance.of(metric, scores, labels, 0.5)).isCloseTo(expected, within(1e-12));
                    assertThat(WeightedMetric.of(metric, new Answered(scores, classes(scores)), labels)
                                    .value(ones))
                            .isCloseTo(expected, within(1e-12));
                }
            });
        }
    }

    private static double[] classes(double[] scores) {
        return Arrays.stream(scores).map(s -> s >= 0.5 ? 1 : 0).toArray();
    }
}
