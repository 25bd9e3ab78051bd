package dev.slipway.driftjob.statistics;

/** Upper tail of the chi-squared distribution, by the series and the continued fraction of the incomplete gamma. */
final class Gamma {
    private static final int MAX_TERMS = 1_000_000;
    private static final double TINY = 1e-300;

    private Gamma() {}

    /** P(X > x) for a chi-squared X. */
    static double chiSquaredTail(double x, int degrees) {
        if (x <= 0) {
            return 1;
        }
        if (Double.isInfinite(x)) {
            return 0;
        }
        return upper(degrees / 2.0, x / 2);
    }

    /** Q(a, x) for whole and half a. */
    static double upper(double a, double x) {
        double density = Loader.poisson(a, x);
        return x < a + 1 ? 1 - density * series(a, x) : density * a / x * fraction(a, x);
    }

    private static double series(double a, double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; k < MAX_TERMS && term > sum * 1e-17; k++) {
            term *= x / (a + k);
            sum += term;
        }
        return sum;
    }

    /** Lentz's method; x times Gamma(a, x) e^x x^-a. */
    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MAX_TERMS; i++) {
            double an = -i * (i - a);
            b += 2;
            d = an * d + b;
            d = Math.abs(d) < TINY ? TINY : d;
            c = b + an / c;
            c = Math.abs(c) < TINY ? TINY : c;
            d = 1 / d;
            double delta = d * c;
            h *= delta;
            if (Math.abs(delta - 1) < 1e-16) {
                break;
            }
        }
        return h * x;
    }
}
