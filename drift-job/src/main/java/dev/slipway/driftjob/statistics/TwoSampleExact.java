package dev.slipway.driftjob.statistics;

import java.util.Arrays;

/** Exact tail of the two-sample Kolmogorov-Smirnov statistic, two-sided. */
final class TwoSampleExact {
    private TwoSampleExact() {}

    /**
     * P(D >= h / lcm(n, m)).
     *
     * @param divisor greatest common divisor of n and m
     * @param h distance in units of 1 / lcm(n, m)
     */
    static double tail(int n, int m, int divisor, long h) {
        if (h == 0) {
            return 1;
        }
        return n == m ? equalSizes(n, (int) h) : otherSizes(Math.max(n, m), Math.min(n, m), divisor, h);
    }

    /** Reflections of a lattice path, by Horner's rule. */
    private static double equalSizes(int n, int h) {
        double p = 0;
        for (int k = n / h; k >= 0; k--) {
            double ratio = 1;
            for (int j = 0; j < h; j++) {
                ratio = (n - (double) k * h - j) * ratio / (n + (double) k * h + j + 1);
            }
            p = ratio * (1 - p);
        }
        return 2 * p;
    }

    /** Share of lattice paths that leave the band, column by column (Hodges 1957; Viehmann 2021); n > m. */
    private static double otherSizes(int n, int m, int divisor, long h) {
        long ng = n / divisor;
        long mg = m / divisor;
        double[] column = new double[m + 1];
        Arrays.fill(column, 1);
        int low = 0;
        int high = (int) Math.min(ceilDiv(h, ng), m + 1L);
        for (int j = 1; j < high; j++) {
            column[j] = 0;
        }
        column[0] = 0;
        for (int i = 1; i <= n; i++) {
            int lastLow = low;
            low = (int) Math.max(Math.floorDiv(mg * i - h, ng) + 1, 0);
            high = (int) Math.min(ceilDiv(mg * i + h, ng), m + 1L);
            if (low >= high) {
                return 1;
            }
            double before = low == 0 ? 0 : 1;
            for (int j = low; j < high; j++) {
                double left = j < lastLow ? 1 : column[j];
                before = j == 0 ? left : (i * left + j * before) / (i + j);
                column[j] = before;
            }
        }
        return column[m];
    }

    private static long ceilDiv(long a, long b) {
        return -Math.floorDiv(-a, b);
    }
}
