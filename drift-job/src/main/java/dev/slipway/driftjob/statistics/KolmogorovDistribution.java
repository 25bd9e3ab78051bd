package dev.slipway.driftjob.statistics;

/**
 * Tail of the two-sided one-sample Kolmogorov-Smirnov statistic for finite n, as SciPy's {@code kstwo.sf}: the same
 * branches (Simard, L'Ecuyer 2011), each computed our way.
 */
final class KolmogorovDistribution {
    private static final int EXACT_TO = 140;

    private KolmogorovDistribution() {}

    static double tail(double n, double d) {
        if (d >= 1) {
            return 0;
        }
        double t = n * d;
        if (t <= 0.5) {
            return 1;
        }
        if (t <= 1) {
            return Math.clamp(1 - atMostOne(n, t), 0.0, 1.0);
        }
        if (t >= n - 1) {
            return 2 * Math.pow(1 - d, n);
        }
        if (d >= 0.5) {
            return 2 * SmirnovSum.tail(n, d);
        }
        double tail = n <= EXACT_TO ? few(n, d, t * d) : many(n, d, t * d);
        return Math.clamp(tail, 0.0, 1.0);
    }

    /** n! / n^n (2t - 1)^n. */
    private static double atMostOne(double n, double t) {
        if (n <= EXACT_TO) {
            double product = 1;
            for (int i = 1; i <= n; i++) {
                product *= i / n * (2 * t - 1);
            }
            return product;
        }
        double logarithm = Loader.stirlingError(n) + 0.5 * Math.log(2 * Math.PI * n) - n;
        return Math.exp(logarithm + n * Math.log(2 * t - 1));
    }

    private static double few(double n, double d, double q) {
        return q <= 4 ? 1 - DurbinMatrix.cdf((int) n, d) : 2 * SmirnovSum.tail(n, d);
    }

    private static double many(double n, double d, double q) {
        if (q >= 370) {
            return 0;
        }
        if (q >= 2.2) {
            return 2 * SmirnovSum.tail(n, d);
        }
        boolean matrix = n <= 100_000 && n * Math.pow(d, 1.5) <= 1.4;
        return 1 - (matrix ? DurbinMatrix.cdf((int) n, d) : PelzGood.cdf(n, d));
    }
}
