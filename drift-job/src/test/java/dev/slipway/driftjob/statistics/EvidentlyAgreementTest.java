package dev.slipway.driftjob.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agreement with Evidently 0.7.23 on its own bins (golden_evidently.py): whoever comes from there finds the same numbers where
 * the bins are the same.
 */
class EvidentlyAgreementTest {
    private final GoldenFile golden;

    EvidentlyAgreementTest() throws IOException {
        golden = GoldenFile.read(Path.of("src/test/resources/golden/evidently.json"));
    }

    @Test
    void distances_of_binned_numbers_agree() {
        for (GoldenFile.Case c : golden.cases("numbers")) {
            List<double[]> filled = c.arrays("filled");
            List<double[]> plain = c.arrays("plain");
            double[] p = BinDistances.normalised(plain.getFirst());
            double[] q = BinDistances.normalised(plain.getLast());
            assertThat(BinDistances.psi(filled.getFirst(), filled.getLast()))
                    .as("psi %s", c)
                    .isCloseTo(c.number("psi"), within(1e-12));
            double[] x = BinDistances.normalised(filled.getFirst());
            double[] y = BinDistances.normalised(filled.getLast());
            assertThat(BinDistances.kullbackLeibler(x, y)).as("kl %s", c).isCloseTo(c.number("kl"), within(1e-12));
            assertThat(BinDistances.jensenShannon(p, q)).as("js %s", c).isCloseTo(c.number("js"), within(1e-12));
        }
    }

    @Test
    void its_own_bins_give_its_distances() {
        for (GoldenFile.Case c : golden.cases("numbers")) {
            double[] x = Samples.sorted(c.whole("seed"), c.whole("n"), c.text("shape"), 0);
            double[] y = Samples.sorted(c.whole("other"), c.whole("m"), c.text("shape"), c.number("shift"));
            EvidentlyBins bins = EvidentlyBins.ofNumbers(x, y, false);
            assertThat(bins.psi()).as("psi %s", c).isCloseTo(c.number("psi"), within(1e-12));
            assertThat(bins.kullbackLeibler()).as("kl %s", c).isCloseTo(c.number("kl"), within(1e-12));
            assertThat(bins.jensenShannon()).as("js %s", c).isCloseTo(c.number("js"), within(1e-12));
        }
    }

    @Test
    void numbers_between_which_no_bins_fit_are_refused() {
        double[] near = IntStream.range(0, 30)
                .mapToDouble(i -> 1e16 + 2 * (i % 3))
                .sorted()
                .toArray();
        double[] far = IntStream.range(0, 30).mapToDouble(i -> (i - 15) * 1e307).toArray();
        assertThat(EvidentlyBins.ofNumbers(near, near, false).psi()).isZero();
        assertThatThrownBy(() -> EvidentlyBins.ofNumbers(far, far, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no bins");
        double[] tight =
                IntStream.range(0, 30).mapToDouble(i -> 1 + i * 0x1p-52).toArray();
        double[] many = new double[1 << 20];
        for (int i = 0; i < many.length; i++) {
            many[i] = tight[i * 22 / many.length];
        }
        assertThatThrownBy(() -> EvidentlyBins.ofNumbers(many, many, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fewer numbers than bins");
    }

    @Test
    void tests_and_distances_of_whole_samples_agree() {
        for (GoldenFile.Case c : golden.cases("numbers")) {
            double[] x = Samples.sorted(c.whole("seed"), c.whole("n"), c.text("shape"), 0);
            double[] y = Samples.sorted(c.whole("other"), c.whole("m"), c.text("shape"), c.number("shift"));
            double w1 = Wasserstein.normed(x, y);
            assertThat(w1).as("w1 %s", c).isCloseTo(c.number("w1"), within(1e-10 * Math.max(1, w1)));
            assertThat(KolmogorovSmirnov.test(x, y).pValue()).as("ksP %s", c).isCloseTo(c.number("ksP"), within(1e-10));
            assertThat(AndersonDarling.test(x, y).pValue()).as("adP %s", c).isCloseTo(c.number("adP"), within(1e-6));
            assertThat(CramerVonMises.test(x, y).pValue()).as("cvmP %s", c).isCloseTo(c.number("cvmP"), within(1e-9));
        }
    }

    @Test
    void distances_of_levels_agree() {
        for (GoldenFile.Case c : golden.cases("levels")) {
            double[] p = BinDistances.normalised(c.numbers("x"));
            double[] q = BinDistances.normalised(c.numbers("y"));
            assertThat(BinDistances.psi(p, q)).as("psi %s", c).isCloseTo(c.number("psi"), within(1e-12));
            assertThat(BinDistances.kullbackLeibler(p, q)).as("kl %s", c).isCloseTo(c.number("kl"), within(1e-12));
            assertThat(BinDistances.jensenShannon(p, q)).as("js %s", c).isCloseTo(c.number("js"), within(1e-12));
            assertThat(BinDistances.hellinger(p, q))
                    .as("hellinger %s", c)
                    .isCloseTo(c.number("hellinger"), within(1e-12));
        }
    }

    /** Evidently brings half of PyPI along: {@code -Dgolden.evidently=true}. */
    @Test
    @EnabledIfSystemProperty(named = "golden.evidently", matches = "true")
    void the_committed_vectors_are_those_that_the_script_makes(@TempDir Path folder) throws Exception {
        Path again = folder.resolve("golden.json");
        String python = GoldenFile.run(List.of("../make/venv", "src/test/python/requirements-evidently.txt"))
                .strip();
        GoldenFile.run(List.of(python, "src/test/python/golden_evidently.py", again.toString()));
        assertThat(GoldenFile.read(again).difference(golden)).isEmpty();
    }
}
