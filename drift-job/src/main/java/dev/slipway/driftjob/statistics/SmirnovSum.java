package dev.slipway.driftjob.statistics;

/**
 * Tail of the one-sided Kolmogorov-Smirnov statistic, Smirnov's sum, with each term in Loader's form. From
 * {@value #TRAPEZOID_FROM} values on the sum over j is an integral over real j: the term is analytic and vanishes with
 * all derivatives at both ends, so the trapezoid of {@value #NODES} nodes is exact to rounding.
 */
final class SmirnovSum {
    static final int TRAPEZOID_FROM = 5_000;
    private static final int NODES = 128;
    /** Beyond it SciPy takes an approximation with a relative error of about 1e-6; so do we, to agree. */
    private static final double SCIPY_LARGEST = 1_000_000;

    private static final double LN_SMALLEST_NORMAL = Math.log(Double.MIN_NORMAL);

    private SmirnovSum() {}

    /** P(D+ >= d) for n values. */
    static double tail(double n, double d) {
        if (d <= 0) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        if (n * d <= 1) {
            return 1 - d * Math.pow(1 + d, n - 1);
        }
        if (d >= 1 - 1 / n) {
            return Math.pow(1 - d, n);
        }
        if (-2 * n * d * d < LN_SMALLEST_NORMAL) {
            return 0;
        }
        if (n > SCIPY_LARGEST) {
            double a = 6 * n * d + 1;
            return Math.exp(-a * a / (18 * n));
        }
        return n < TRAPEZOID_FROM ? direct(n, d) : trapezoid(n, d);
    }

    private static double direct(double n, double d) {
        double sum = Math.exp(n * Math.log1p(-d)) / d;
        int last = (int) Math.floor(n * (1 - d));
        for (int j = 1; j <= last; j++) {
            sum += term(n, d, j);
        }
        return Math.min(1, d * sum);
    }

    private static double trapezoid(double n, double d) {
        double step = n / NODES;
        double sum = 0;
        for (int i = 1; i < NODES; i++) {
            double j = i * step;
            if (j < n * (1 - d)) {
                sum += term(n, d, j);
            }
        }
        return Math.min(1, d * step * sum);
    }

    /** C(n, j) (d + j/n)^(j - 1) (1 - d - j/n)^(n - j). */
    private static double term(double n, double d, double j) {
        double hits = n * d + j;
        double misses = n - hits;
        if (misses <= 0) {
            return 0;
        }
        if (j >= n) {
            return 0;
        }
        double exponent = Loader.stirlingError(n)
                - Loader.stirlingError(j)
                - Loader.stirlingError(n - j)
                - Loader.deviance(j, hits)
                - Loader.deviance(n - j, misses);
        return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * j * (n - j))) * n / hits;
    }
}
