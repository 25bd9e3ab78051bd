package dev.slipway.driftjob.decision;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Adjusts p-values for being many. */
public enum Correction {
    NONE,
    /** Bounds the chance of any false alarm. */
    BONFERRONI,
    /** Benjamini, Hochberg 1995: bounds the share of false alarms among alarms. */
    BH,
    /** Benjamini, Yekutieli 2001: the same under any dependence. */
    BY;

    /** Adjusted p-values in the order given; compare them with alpha. */
    public double[] adjust(double[] p) {
        int n = p.length;
        return switch (this) {
            case NONE -> p.clone();
            case BONFERRONI -> Arrays.stream(p).map(v -> Math.min(1, v * n)).toArray();
            case BH -> stepUp(p, 1);
            case BY ->
                stepUp(p, IntStream.rangeClosed(1, n).mapToDouble(i -> 1.0 / i).sum());
        };
    }

    private static double[] stepUp(double[] p, double factor) {
        int n = p.length;
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[n];
        double least = 1;
        for (int rank = n; rank >= 1; rank--) {
            least = Math.min(least, p[order[rank - 1]] / (rank / (n * factor)));
            adjusted[order[rank - 1]] = least;
        }
        return adjusted;
    }
}
