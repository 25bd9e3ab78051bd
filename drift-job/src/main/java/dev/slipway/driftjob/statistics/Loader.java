package dev.slipway.driftjob.statistics;

/**
 * Catherine Loader's saddle-point form of binomial and Poisson densities ("Fast and accurate computation of binomial
 * probabilities", 2000): no cancellation for large arguments. Arguments may be real.
 */
final class Loader {
    private static final double HALF_LN_2PI = 0.9189385332046728;

    private Loader() {}

    /** ln n! less Stirling's formula; exact for n up to 15 only where 2n is whole. */
    static double stirlingError(double n) {
        if (n <= 15) {
            return logFactorial(n) - (n + 0.5) * Math.log(n) + n - HALF_LN_2PI;
        }
        double nn = n * n;
        return (1.0 / 12
                        - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360 / nn) / nn) / nn) / nn)
                                / nn)
                / n;
    }

    /** ln n! for whole and half n up to 15. */
    private static double logFactorial(double n) {
        double product = 1;
        double factor = n;
        while (factor > 0.75) {
            product *= factor;
            factor -= 1;
        }
        return Math.log(factor == 0.5 ? product * Math.sqrt(Math.PI) / 2 : product);
    }

    /** x ln(x/m) + m - x, without cancellation near x = m. */
    static double deviance(double x, double m) {
        if (Math.abs(x - m) < 0.1 * (x + m)) {
            double v = (x - m) / (x + m);
            double sum = (x - m) * v;
            double term = 2 * x * v;
            for (int k = 1; k < 1000; k++) {
                term *= v * v;
                double next = sum + term / (2 * k + 1);
                if (next == sum) {
                    return next;
                }
                sum = next;
            }
            return sum;
        }
        return x * Math.log(x / m) + m - x;
    }

    /** m^x e^-m / Gamma(x + 1). */
    static double poisson(double x, double m) {
        if (x == 0) {
            return Math.exp(-m);
        }
        return Math.exp(-stirlingError(x) - deviance(x, m)) / Math.sqrt(2 * Math.PI * x);
    }
}
