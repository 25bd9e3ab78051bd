package dev.slipway.driftjob.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.profile.Room;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The certified bounds against the exact distances; {@code -Ddrift.cases=10000} for the full count. */
class CertifiedDistanceTest {
    private static final int CASES = Integer.getInteger("drift.cases", 400);

    @Test
    void bounds_contain_the_exact_distances_in_every_case() {
        SplittableRandom random = new SplittableRandom(2026);
        double[] widths = new double[CASES];
        for (int i = 0; i < CASES; i++) {
            double[] x = sample(random, random.nextInt(1, 4_000));
            double[] y = sample(random, random.nextInt(1, 4_000));
            ReferenceNumbers reference = new ReferenceNumbers(
                    ColumnKind.NUMERIC, new Room(1 + random.nextInt(300), ReferenceNumbers.SAMPLE));
            Arrays.stream(x).forEach(reference::add);
            NumericProfile profile = reference.profile();
            NumericProfile current = profile.emptyLike();
            Arrays.stream(y).forEach(current::add);
            CertifiedDistance distance = new CertifiedDistance(profile, current);
            Arrays.sort(x);
            Arrays.sort(y);
            Interval ks = distance.kolmogorovSmirnov();
            assertThat(ks.contains(KolmogorovSmirnov.distance(x, y)))
                    .as("case %d: %s, %s", i, ks, KolmogorovSmirnov.distance(x, y))
                    .isTrue();
            Interval w1 = distance.wasserstein();
            assertThat(w1.contains(Wasserstein.distance(x, y)))
                    .as("case %d: %s, %s", i, w1, Wasserstein.distance(x, y))
                    .isTrue();
            widths[i] = ks.width();
        }
        Arrays.sort(widths);
        assertThat(widths[CASES / 2]).isLessThan(0.05);
    }

    @Test
    void with_all_edges_the_bounds_of_a_large_sample_are_narrow() {
        double[] x = Samples.sample(1, 100_000, "smooth", 0);
        double[] y = Samples.sample(2, 100_000, "smooth", 0.02);
        ReferenceNumbers reference = new ReferenceNumbers(ColumnKind.NUMERIC);
        Arrays.stream(x).forEach(reference::add);
        NumericProfile current = reference.profile().emptyLike();
        Arrays.stream(y).forEach(current::add);
        Interval ks = new CertifiedDistance(reference.profile(), current).kolmogorovSmirnov();
        assertThat(ks.width()).isLessThan(1.0 / 2048);
    }

    private static double[] sample(SplittableRandom random, int size) {
        double scale = Math.pow(10, random.nextInt(-4, 6));
        double shift = random.nextBoolean() ? 0 : random.nextGaussian() * scale;
        int atoms = random.nextInt(4);
        int lattice = random.nextInt(3);
        double[] sample = IntStream.range(0, size)
                .mapToDouble(i -> {
                    double value = random.nextGaussian() * scale + shift;
                    if (random.nextInt(10) < atoms) {
                        return Math.rint(value / scale) * scale;
                    }
                    return lattice == 1 ? Math.floor(value / scale * 8) / 8 : value;
                })
                .toArray();
        for (int i = random.nextInt(3); i > 0; i--) {
            sample[random.nextInt(size)] = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(12));
        }
        return sample;
    }
}
