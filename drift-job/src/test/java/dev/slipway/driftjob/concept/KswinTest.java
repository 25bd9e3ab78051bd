package dev.slipway.driftjob.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.driftjob.statistics.GoldenFile;
import dev.slipway.driftjob.statistics.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class KswinTest {
    private static final Path GOLDEN = GoldenFile.COMMITTED.resolveSibling("river.json");

    @Test
    void drift_is_found_where_river_finds_it_with_the_same_draws() throws Exception {
        int drifts = 0;
        for (GoldenFile.Case c : GoldenFile.read(GOLDEN).cases("kswin")) {
            double[] values = stream(c.whole("seed"), c.whole("length"));
            Detector detector = new Kswin();
            double[] found = IntStream.range(0, values.length)
                    .filter(i -> detector.add(values[i]) == Signal.DRIFT)
                    .asDoubleStream()
                    .toArray();
            assertThat(found).as("stream %d", c.whole("seed")).isEqualTo(c.numbers("drifts"));
            drifts += found.length;
        }
        assertThat(drifts).isGreaterThan(200);
    }

    /** The streams of golden_river.py. */
    private static double[] stream(int seed, int length) {
        double[] values = Samples.sample(seed, length, seed % 3 == 1 ? "ties" : "smooth", 0);
        int period = 150 + 50 * (seed % 7);
        double size = 0.25 * (seed % 5);
        for (int i = 0; i < length; i++) {
            values[i] += size * (i / period % 3);
            values[i] = seed % 3 == 2 ? (values[i] > 0.3 ? 1 : 0) : values[i];
        }
        return values;
    }

    /** 200,000 updates take River minutes: {@code -Dgolden.river=true}. */
    @Test
    @EnabledIfSystemProperty(named = "golden.river", matches = "true")
    void the_committed_vectors_are_those_that_the_script_makes(@TempDir Path folder) throws Exception {
        Path again = folder.resolve("golden.json");
        String python = GoldenFile.run(List.of("../make/venv", "src/test/python/requirements-river.txt"))
                .strip();
        GoldenFile.run(List.of(python, "src/test/python/golden_river.py", again.toString()));
        assertThat(GoldenFile.read(again).difference(GoldenFile.read(GOLDEN))).isEmpty();
    }

    @Test
    void a_jump_is_found_soon_and_a_saved_state_goes_on_alike() {
        SplittableRandom random = new SplittableRandom(5);
        Detector one = new Kswin();
        Detector other = new Kswin();
        int found = -1;
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian() + (i < 1_000 ? 0 : 3);
            Signal signal = one.add(value);
            assertThat(other.add(value)).isEqualTo(signal);
            Detector restored = new Kswin();
            restored.restore(other.state());
            other = restored;
            if (signal == Signal.DRIFT && i >= 1_000 && found < 0) {
                found = i;
            }
        }
        assertThat(found).isBetween(1_000, 1_030);
    }

    @Test
    void a_state_of_another_detector_is_refused() {
        for (DetectorType type : DetectorType.values()) {
            assertThatThrownBy(() -> type.create().restore(new double[] {1, 2, 3}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
