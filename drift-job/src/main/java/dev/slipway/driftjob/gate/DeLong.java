package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.statistics.Normal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Test of two correlated areas under the ROC curve (DeLong, DeLong, Clarke-Pearson 1988), by midranks (Sun, Xu 2014), as
 * pROC's {@code roc.test(method = "delong", paired = TRUE)}.
 */
public final class DeLong {
    private DeLong() {}

    /**
     * @param variance of the difference of the areas
     * @param pValue two-sided; 1 where both models give the same areas for every row
     */
    public record Result(double champion, double candidate, double variance, double z, double pValue) {}

    /** Labels are 0 or 1, both present. */
    public static Result test(double[] champion, double[] candidate, double[] labels) {
        int[] ones =
                IntStream.range(0, labels.length).filter(i -> labels[i] == 1).toArray();
        int[] zeros =
                IntStream.range(0, labels.length).filter(i -> labels[i] != 1).toArray();
        Placements a = new Placements(champion, ones, zeros);
        Placements b = new Placements(candidate, ones, zeros);
        double variance = variance(a.ofOnes, b.ofOnes) / ones.length + variance(a.ofZeros, b.ofZeros) / zeros.length;
        double difference = a.area - b.area;
        double z = variance > 0 ? difference / Math.sqrt(variance) : 0;
        double p = variance > 0 ? 2 * Normal.upper(Math.abs(z)) : difference == 0 ? 1 : 0;
        return new Result(a.area, b.area, variance, z, p);
    }

    /** Sample variance of the difference. */
    private static double variance(double[] a, double[] b) {
        double mean = 0;
        for (int i = 0; i < a.length; i++) {
            mean += (a[i] - b[i]) / a.length;
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double offset = a[i] - b[i] - mean;
            sum += offset * offset;
        }
        return a.length < 2 ? 0 : sum / (a.length - 1);
    }

    /** For each 1 the share of 0 below it, and the other way round. */
    private static final class Placements {
        final double[] ofOnes;
        final double[] ofZeros;
        final double area;

        Placements(double[] scores, int[] ones, int[] zeros) {
            double[] all = midranks(Arrays.stream(scores).toArray());
            double[] amongOnes =
                    midranks(Arrays.stream(ones).mapToDouble(i -> scores[i]).toArray());
            double[] amongZeros =
                    midranks(Arrays.stream(zeros).mapToDouble(i -> scores[i]).toArray());
            ofOnes = new double[ones.length];
            ofZeros = new double[zeros.length];
            double sum = 0;
            for (int i = 0; i < ones.length; i++) {
                ofOnes[i] = (all[ones[i]] - amongOnes[i]) / zeros.length;
                sum += ofOnes[i];
            }
            for (int i = 0; i < zeros.length; i++) {
                ofZeros[i] = 1 - (all[zeros[i]] - amongZeros[i]) / ones.length;
            }
            area = sum / ones.length;
        }

        private static double[] midranks(double[] values) {
            int[] order = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> values[i]))
                    .mapToInt(i -> i)
                    .toArray();
            double[] ranks = new double[values.length];
            for (int from = 0; from < order.length; ) {
                int to = from;
                while (to < order.length && values[order[to]] == values[order[from]]) {
                    to++;
                }
                for (int i = from; i < to; i++) {
                    ranks[order[i]] = (from + to + 1) / 2.0;
                }
                from = to;
            }
            return ranks;
        }
    }
}
