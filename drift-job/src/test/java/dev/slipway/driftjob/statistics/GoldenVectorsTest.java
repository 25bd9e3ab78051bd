package dev.slipway.driftjob.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.decision.Correction;
import dev.slipway.driftjob.profile.FourierBasis;
import dev.slipway.driftjob.profile.VectorProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agreement with SciPy 1.17.1 and statsmodels 0.14.6. */
class GoldenVectorsTest {
    private final GoldenFile golden;

    GoldenVectorsTest() throws IOException {
        golden = GoldenFile.read(GoldenFile.COMMITTED);
    }

    @Test
    void two_sample_tests_agree_with_scipy() {
        for (GoldenFile.Case c : golden.cases("twoSamples")) {
            double[] x = Samples.sorted(c.whole("seed"), c.whole("n"), c.text("shape"), 0);
            double[] y = Samples.sorted(c.whole("seed") + 1, c.whole("m"), c.text("shape"), c.number("shift"));
            KolmogorovSmirnov.Result ks = KolmogorovSmirnov.test(x, y);
            assertThat(ks.statistic()).as("ks %s", c).isEqualTo(c.number("ks"));
            assertThat(ks.pValue()).as("ksP %s", c).isCloseTo(c.number("ksP"), within(1e-12));
            double w1 = c.number("w1");
            assertThat(Wasserstein.distance(x, y)).as("w1 %s", c).isCloseTo(w1, within(1e-12 * Math.max(1, w1)));
            CramerVonMises.Result cvm = CramerVonMises.test(x, y);
            assertThat(cvm.statistic()).as("cvm %s", c).isCloseTo(c.number("cvm"), within(1e-9));
            assertThat(cvm.pValue()).as("cvmP %s", c).isCloseTo(c.number("cvmP"), within(1e-9));
            AndersonDarling.Result ad = AndersonDarling.test(x, y);
            double statistic = c.number("ad");
            assertThat(ad.statistic())
                    .as("ad %s", c)
                    .isCloseTo(statistic, within(1e-10 * Math.max(1, Math.abs(statistic))));
            assertThat(ad.pValue()).as("adP %s", c).isCloseTo(c.number("adP"), within(1e-6));
        }
    }

    @Test
    void tails_of_kolmogorov_agree_with_scipy() {
        for (GoldenFile.Case c : golden.cases("kolmogorov")) {
            double p = c.number("p");
            double ours = KolmogorovDistribution.tail(c.number("n"), c.number("d"));
            assertThat(ours).as(c.toString()).isCloseTo(p, within(1e-12));
            if (p > 1e-300 && c.whole("n") < 1_000_000) {
                assertThat(ours / p).as(c.toString()).isCloseTo(1, within(1e-9));
            }
        }
    }

    @Test
    void distances_of_counts_agree_with_scipy() {
        for (GoldenFile.Case c : golden.cases("tables")) {
            double[] p = BinDistances.normalised(c.numbers("x"));
            double[] q = BinDistances.normalised(c.numbers("y"));
            assertThat(BinDistances.psi(p, q)).isCloseTo(c.number("psi"), within(1e-12));
            assertThat(BinDistances.kullbackLeibler(p, q)).isCloseTo(c.number("kl"), within(1e-12));
            assertThat(BinDistances.jensenShannon(p, q)).isCloseTo(c.number("js"), within(1e-12));
            assertThat(BinDistances.hellinger(p, q)).isCloseTo(c.number("hellinger"), within(1e-12));
            assertThat(BinDistances.totalVariation(p, q)).isCloseTo(c.number("tvd"), within(1e-12));
            ChiSquared.Result chi2 = ChiSquared.test(c.numbers("x"), c.numbers("y"));
            assertThat(chi2.degrees()).isEqualTo(c.whole("dof"));
            assertThat(chi2.statistic())
                    .as(c.toString())
                    .isCloseTo(c.number("chi2"), within(1e-12 * (1 + c.number("chi2"))));
            assertThat(chi2.pValue()).as(c.toString()).isCloseTo(c.number("chi2P"), within(1e-12));
        }
    }

    /** By 50 digits of Python's decimal; SciPy's own results have half of the digits here. */
    @Test
    void distances_of_nearly_equal_counts_keep_their_digits() {
        double[] p = BinDistances.normalised(new double[] {1_000_000_000, 1_000_000_001});
        double[] q = BinDistances.normalised(new double[] {1_000_000_001, 1_000_000_000});
        assertThat(BinDistances.jensenShannon(p, q)).isCloseTo(3.5355339041649706e-10, within(1e-15));
        assertThat(BinDistances.hellinger(p, q)).isCloseTo(3.5355339041649706e-10, within(1e-15));
        p = BinDistances.normalised(new double[] {1_000_000, 2_000_000, 3_000_000});
        q = BinDistances.normalised(new double[] {1_000_003, 1_999_995, 3_000_007});
        assertThat(BinDistances.jensenShannon(p, q)).isCloseTo(8.374892716294221e-07, within(1e-15));
        assertThat(BinDistances.hellinger(p, q)).isCloseTo(8.374892716294957e-07, within(1e-15));
        assertThat(BinDistances.psi(p, q)).isCloseTo(5.611106240757012e-12, within(1e-15));
        assertThat(BinDistances.kullbackLeibler(p, q)).isCloseTo(2.8055538672941657e-12, within(1e-15));
        assertThat(BinDistances.totalVariation(p, q)).isCloseTo(1.1111101851859568e-06, within(1e-15));
    }

    @Test
    void corrections_agree_with_statsmodels() {
        Map<String, Correction> methods =
                Map.of("bh", Correction.BH, "by", Correction.BY, "bonferroni", Correction.BONFERRONI);
        for (GoldenFile.Case c : golden.cases("corrections")) {
            methods.forEach((name, method) ->
                    assertThat(method.adjust(c.numbers("p"))).containsExactly(c.numbers(name), within(1e-15)));
        }
    }

    @Test
    void fourier_features_estimate_the_exact_kernel_discrepancy() {
        for (GoldenFile.Case c : golden.cases("kernels")) {
            VectorProfile x = profile(Samples.sample(c.whole("seed"), 600, "smooth", 0));
            VectorProfile y = profile(Samples.sample(c.whole("seed") + 1, 600, "smooth", c.number("shift")));
            KernelDiscrepancy.Result result = KernelDiscrepancy.of(x, y);
            assertThat(result.squared()).as(c.toString()).isCloseTo(c.number("squared"), within(0.01));
            if (c.number("shift") > 0) {
                assertThat(result.pValue()).isLessThan(1e-4);
            } else {
                assertThat(result.pValue()).isGreaterThan(0.01);
            }
        }
    }

    private static VectorProfile profile(double[] values) {
        VectorProfile profile = new VectorProfile(new FourierBasis(new double[3], new double[] {1, 1, 1}, 4_000, 11));
        for (int i = 0; i < values.length; i += 3) {
            profile.add(new double[] {values[i], values[i + 1], values[i + 2]});
        }
        return profile;
    }

    @Test
    void the_committed_vectors_are_those_that_the_script_makes(@TempDir Path folder) throws Exception {
        Path again = folder.resolve("golden.json");
        String python = GoldenFile.run(List.of("../make/venv", "src/test/python/requirements.txt"))
                .strip();
        for (List<String> made : List.of(
                List.of("golden.py", "statistics.json"),
                List.of("golden_performance.py", "performance.json"),
                List.of("golden_gate.py", "gate.json"))) {
            GoldenFile.run(List.of(python, "src/test/python/" + made.getFirst(), again.toString()));
            GoldenFile committed = GoldenFile.read(GoldenFile.COMMITTED.resolveSibling(made.getLast()));
            assertThat(GoldenFile.read(again).difference(committed))
                    .as(made.getLast())
                    .isEmpty();
        }
    }
}
