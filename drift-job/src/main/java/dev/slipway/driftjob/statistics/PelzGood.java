package dev.slipway.driftjob.statistics;

/** Asymptotic expansion of the Kolmogorov-Smirnov distribution to n^-1.5 (Pelz, Good 1976; Simard, L'Ecuyer 2011). */
final class PelzGood {
    private static final double PI2 = Math.PI * Math.PI;
    private static final double PI4 = PI2 * PI2;
    private static final double PI6 = PI4 * PI2;
    private static final double SMALLEST_EXPONENT = 708;

    private PelzGood() {}

    /** P(D < d) for n values. */
    static double cdf(double n, double d) {
        double z = Math.sqrt(n) * d;
        double z2 = z * z;
        if (PI2 / (8 * z2) > SMALLEST_EXPONENT) {
            return 0;
        }
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        int terms = (int) Math.ceil(16 * z / Math.PI);
        double k0 = 0;
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        double k2tail = 0;
        double k3tail = 0;
        for (int k = terms; k >= 0; k--) {
            double a = (k + 0.5) * (k + 0.5);
            double w = 2 * Math.exp(-PI2 * a / (2 * z2));
            k0 += w / 2;
            k1 += (PI2 * a - z2) * w;
            k2 += (6 * z6 + 2 * z4 + PI2 * (2 * z4 - 5 * z2) * a + PI4 * (1 - 2 * z2) * a * a) * w;
            k3 += (PI6 * (5 - 30 * z2) * a * a * a
                            + PI4 * (212 * z4 - 60 * z2) * a * a
                            + PI2 * (135 * z4 - 96 * z6) * a
                            - 30 * z6
                            - 90 * z6 * z2)
                    * w;
            if (k > 0) {
                double kk = (double) k * k;
                double u = 2 * Math.exp(-PI2 * kk / (2 * z2));
                k2tail += PI2 * kk * u;
                k3tail += (3 * PI2 * kk * z2 - PI4 * kk * kk) * u;
            }
        }
        double c = Math.sqrt(Math.PI / 2);
        double first = 2 * c / z * k0;
        double second = c / (6 * z4) * k1;
        double third = c / (72 * z6 * z) * k2 - c / (36 * z2 * z) * k2tail;
        double fourth = c / (6480 * z6 * z4) * k3 + c / (216 * z6) * k3tail;
        double root = Math.sqrt(n);
        return Math.clamp(first + second / root + third / n + fourth / (n * root), 0.0, 1.0);
    }
}
