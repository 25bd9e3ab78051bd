package dev.slipway.driftjob.statistics;

import java.util.Arrays;

/** k-sample Anderson-Darling test with midranks (Scholz, Stephens 1987), as SciPy's {@code anderson_ksamp}. */
public final class AndersonDarling {
    /** Ends of the published table: a p-value that is told as one of them may lie beyond. */
    public static final double LEAST_P = 0.001;

    public static final double GREATEST_P = 0.25;

    private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    private static final double[] LEVELS = {GREATEST_P, 0.1, 0.05, 0.025, 0.01, 0.005, LEAST_P};

    private AndersonDarling() {}

    /**
     * @param pValue interpolated in the published table, so from 0.001 to 0.25
     */
    public record Result(double statistic, double pValue) {}

    /** All samples sorted and not empty, with at least two distinct values among them. */
    public static Result test(double[]... samples) {
        int k = samples.length;
        double[] pooled = pool(samples);
        double statistic = (statistic(samples, pooled) - (k - 1)) / deviation(samples, pooled.length);
        return new Result(statistic, pValue(statistic, k - 1));
    }

    private static double[] pool(double[][] samples) {
        double[] pooled =
                new double[Arrays.stream(samples).mapToInt(s -> s.length).sum()];
        int at = 0;
        for (double[] sample : samples) {
            System.arraycopy(sample, 0, pooled, at, sample.length);
            at += sample.length;
        }
        Arrays.sort(pooled);
        if (pooled[0] == pooled[pooled.length - 1]) {
            throw new IllegalArgumentException("the test needs at least two distinct values");
        }
        return pooled;
    }

    private static double statistic(double[][] samples, double[] pooled) {
        double total = pooled.length;
        double[] sums = new double[samples.length];
        int[] before = new int[samples.length];
        for (int at = 0; at < pooled.length; ) {
            int end = at;
            while (end < pooled.length && pooled[end] == pooled[at]) {
                end++;
            }
            double ties = end - at;
            double rank = at + ties / 2;
            for (int i = 0; i < samples.length; i++) {
                int own = before[i];
                while (own < samples[i].length && samples[i][own] == pooled[at]) {
                    own++;
                }
                double difference = total * (before[i] + (own - before[i]) / 2.0) - rank * samples[i].length;
                sums[i] += ties / total * difference * difference / (rank * (total - rank) - total * ties / 4);
                before[i] = own;
            }
            at = end;
        }
        double sum = 0;
        for (int i = 0; i < samples.length; i++) {
            sum += sums[i] / samples[i].length;
        }
        return sum * (total - 1) / total;
    }

    private static double deviation(double[][] samples, int total) {
        double k = samples.length;
        double n = total;
        double bigH = 0;
        for (double[] sample : samples) {
            bigH += 1.0 / sample.length;
        }
        double h = 0;
        double g = 0;
        for (int i = total - 1; i >= 1; i--) {
            g += h / (n - i);
            h += 1.0 / i;
        }
        double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * bigH;
        double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * bigH - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * bigH + 4 * h;
        double d = (2 * h + 6) * k * k - 4 * h * k;
        return Math.sqrt((a * n * n * n + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3)));
    }

    private static double pValue(double statistic, int m) {
        double[] critical = new double[B0.length];
        double[] logs = new double[B0.length];
        for (int i = 0; i < B0.length; i++) {
            critical[i] = B0[i] + B1[i] / Math.sqrt(m) + B2[i] / m;
            logs[i] = Math.log(LEVELS[i]);
        }
        if (statistic < critical[0]) {
            return LEVELS[0];
        }
        if (statistic > critical[critical.length - 1]) {
            return LEVELS[LEVELS.length - 1];
        }
        return Math.exp(Quadratic.fit(critical, logs).at(statistic));
    }
}
