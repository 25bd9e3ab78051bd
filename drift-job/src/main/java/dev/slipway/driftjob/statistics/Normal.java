package dev.slipway.driftjob.statistics;

/** The standard normal distribution. */
public final class Normal {
    private Normal() {}

    /** P(Z > z) for z from 0: half the tail of chi-squared with one degree of freedom. */
    public static double upper(double z) {
        if (z < 0) {
            return 1 - upper(-z);
        }
        return z == 0 ? 0.5 : Gamma.chiSquaredTail(z * z, 1) / 2;
    }
}
