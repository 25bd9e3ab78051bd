package dev.slipway.driftjob.profile;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random Fourier features (Rahimi, Recht 2007) of standardised rows, frozen from the reference: feature r of a row x is
 * cos(w_r . (x - centre) / scale + b_r), with w normal and b uniform. Products of features estimate the kernel
 * exp(-|x - y|^2 / 2) of the scaled rows.
 */
public final class FourierBasis {
    /** Most numbers of a vector. */
    public static final int MAX_WIDTH = 8192;

    public static final int MAX_FEATURES = 4096;

    private final double[] centres;
    private final double[] scales;
    private final long seed;
    private final double[][] directions;
    private final double[] phases;

    /**
     * @param scales divisors; a column that is constant has 0 and is left out
     */
    public FourierBasis(double[] centres, double[] scales, int features, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.centres = centres.clone();
        this.scales = scales.clone();
        this.seed = seed;
        this.directions = new double[features][centres.length];
        this.phases = new double[features];
        for (int r = 0; r < features; r++) {
            for (int i = 0; i < centres.length; i++) {
                double direction = random.nextGaussian();
                directions[r][i] = scales[i] > 0 ? direction / scales[i] : 0;
            }
            phases[r] = random.nextDouble() * 2 * Math.PI;
        }
    }

    public int width() {
        return centres.length;
    }

    public int features() {
        return phases.length;
    }

    public long seed() {
        return seed;
    }

    double[] centres() {
        return centres;
    }

    double[] scales() {
        return scales;
    }

    /** Adds the features of a row to sums, in units of 2^-32, so that the order of rows does not matter. */
    void addTo(long[] sums, double[] row) {
        double[] offset = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            offset[i] = row[i] - centres[i];
        }
        for (int r = 0; r < phases.length; r++) {
            double angle = phases[r];
            double[] direction = directions[r];
            for (int i = 0; i < offset.length; i++) {
                angle += direction[i] * offset[i];
            }
            sums[r] += (long) (Math.cos(angle) * VectorProfile.UNITS);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FourierBasis that
                && seed == that.seed
                && phases.length == that.phases.length
                && Arrays.equals(centres, that.centres)
                && Arrays.equals(scales, that.scales);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(centres);
    }
}
