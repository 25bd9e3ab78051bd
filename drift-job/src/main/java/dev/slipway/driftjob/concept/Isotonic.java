package dev.slipway.driftjob.concept;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Calibration by isotonic regression: the increasing function of the score that is nearest to the labels (pool adjacent
 * violators), linear between scores and constant outside, as scikit-learn's with {@code out_of_bounds="clip"}.
 */
public final class Isotonic {
    private final double[] scores;
    private final double[] values;

    private Isotonic(double[] scores, double[] values) {
        this.scores = scores;
        this.values = values;
    }

    /** Fits to at least one row. */
    public static Isotonic fit(double[] scores, double[] labels) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] distinct = new double[order.length];
        double[] sums = new double[order.length];
        double[] weights = new double[order.length];
        int size = 0;
        for (int i : order) {
            if (size == 0 || scores[i] != distinct[size - 1]) {
                distinct[size++] = scores[i];
            }
            sums[size - 1] += labels[i];
            weights[size - 1]++;
        }
        return new Isotonic(Arrays.copyOf(distinct, size), pooled(sums, weights, size));
    }

    private static double[] pooled(double[] sums, double[] weights, int size) {
        int[] ends = new int[size];
        int blocks = 0;
        for (int i = 0; i < size; i++) {
            double sum = sums[i];
            double weight = weights[i];
            while (blocks > 0 && sums[blocks - 1] / weights[blocks - 1] >= sum / weight) {
                blocks--;
                sum += sums[blocks];
                weight += weights[blocks];
            }
            sums[blocks] = sum;
            weights[blocks] = weight;
            ends[blocks++] = i + 1;
        }
        double[] values = new double[size];
        for (int b = 0; b < blocks; b++) {
            Arrays.fill(values, b == 0 ? 0 : ends[b - 1], ends[b], sums[b] / weights[b]);
        }
        return values;
    }

    /** Made of the knots of another. */
    public static Isotonic of(double[] scores, double[] values) {
        if (scores.length == 0 || scores.length != values.length) {
            throw new IllegalArgumentException("a calibration needs as many values as scores, and at least one");
        }
        return new Isotonic(scores.clone(), values.clone());
    }

    /** Scores and values that suffice to make it again: what lies inside a flat part is left out. */
    public double[][] knots() {
        double[] x = new double[scores.length];
        double[] y = new double[scores.length];
        int size = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean inner = i > 0 && i < scores.length - 1 && values[i] == values[i - 1] && values[i] == values[i + 1];
            if (!inner) {
                x[size] = scores[i];
                y[size++] = values[i];
            }
        }
        return new double[][] {Arrays.copyOf(x, size), Arrays.copyOf(y, size)};
    }

    public double calibrate(double score) {
        int at = Arrays.binarySearch(scores, score);
        if (at >= 0) {
            return values[at];
        }
        int after = -at - 1;
        if (after == 0) {
            return values[0];
        }
        if (after == scores.length) {
            return values[after - 1];
        }
        double part = (score - scores[after - 1]) / (scores[after] - scores[after - 1]);
        return values[after - 1] + part * (values[after] - values[after - 1]);
    }
}
