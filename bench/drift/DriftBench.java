import dev.slipway.driftjob.profile.Edges;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.RadixSort;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.statistics.CertifiedDistance;
import dev.slipway.driftjob.statistics.KolmogorovSmirnov;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What the arithmetic alone costs, on one thread: profiles of 1M x 20 on both sides with all distances, the exact
 * Kolmogorov-Smirnov test of 10M and 10M numbers, and its p-value. Prints a line a figure. CPU seconds are of this thread.
 *
 * java -Xmx2g -cp drift-job/target/classes:LIBRARIES bench/drift/DriftBench.java [ROWS_OF_KS]
 */
class DriftBench {
    private static double sink;

    public static void main(String[] arguments) {
        int ks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        double[][] reference = columns(1, 20, 1_000_000, 0);
        double[][] current = columns(2, 20, 1_000_000, 0.05);
        for (int round = 0; round < 3; round++) {
            double cpu = cpu();
            for (int c = 0; c < reference.length; c++) {
                ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
                for (int from = 0; from < reference[c].length; from += 4096) {
                    numbers.addAll(reference[c], from, Math.min(reference[c].length, from + 4096));
                }
                NumericProfile before = numbers.profile();
                NumericProfile now = before.emptyLike();
                now.addAll(current[c], 0, current[c].length);
                CertifiedDistance distance = new CertifiedDistance(before, now);
                sink += distance.kolmogorovSmirnov().low() + distance.wasserstein().low() + now.moments().mean();
            }
            print("profiles and distances 1M x 20 both sides, round " + round, cpu() - cpu, "CPU s");
        }
        reference = null;
        current = null;
        double[] x = columns(3, 1, ks, 0)[0];
        double[] y = columns(4, 1, ks, 0.0005)[0];
        for (int round = 0; round < 2; round++) {
            double[] a = x.clone();
            double[] b = y.clone();
            double cpu = cpu();
            RadixSort.sort(a);
            RadixSort.sort(b);
            KolmogorovSmirnov.Result result = KolmogorovSmirnov.test(a, b);
            print("exact KS " + ks + " and " + ks + ", D " + result.statistic() + " p " + result.pValue() + ", round " + round,
                    cpu() - cpu, "CPU s");
        }
        for (int round = 0; round < 3; round++) {
            int times = 20_000;
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                sink += KolmogorovSmirnov.tail(0.0015 + 1e-9 * i, 2_000_000, 2_000_000);
            }
            print("p-value at e = 1e6, round " + round, (System.nanoTime() - start) / 1e3 / times, "us");
        }
        System.out.println("# " + sink);
    }

    private static double[][] columns(int seed, int count, int rows, double shift) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] columns = new double[count][rows];
        for (double[] column : columns) {
            for (int i = 0; i < rows; i++) {
                column[i] = random.nextGaussian() + shift;
            }
        }
        return columns;
    }

    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static void print(String what, double value, String unit) {
        System.out.printf(Locale.ROOT, "%s: %.4f %s%n", what, value, unit);
    }
}
