package dev.slipway.driftjob.statistics;

import java.util.SplittableRandom;

/**
 * Mean of random Fourier features of rows (Rahimi, Recht 2007), in one pass and mergeable. The squared distance of two
 * means estimates the squared maximum mean discrepancy with the kernel exp(-|x - y|^2 / (2 s^2)). Rows go to one of
 * {@value #BLOCKS} blocks by number, so that a permutation of blocks gives a p-value without the rows.
 */
public final class FourierMean {
    public static final int BLOCKS = 32;

    private final int features;
    private final double[][] directions;
    private final double[] phases;
    private final double[][] sums;
    private final long[] counts = new long[BLOCKS];
    private long rows;

    /**
     * @param width number of columns of a row; its values are standardised by the caller
     * @param scale s of the kernel
     */
    public FourierMean(int width, int features, double scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.features = features;
        this.directions = new double[features][width];
        this.phases = new double[features];
        for (int r = 0; r < features; r++) {
            for (int i = 0; i < width; i++) {
                directions[r][i] = random.nextGaussian() / scale;
            }
            phases[r] = random.nextDouble() * 2 * Math.PI;
        }
        this.sums = new double[BLOCKS][features];
    }

    public void add(double[] row) {
        int block = (int) (rows++ % BLOCKS);
        counts[block]++;
        for (int r = 0; r < features; r++) {
            double angle = phases[r];
            double[] direction = directions[r];
            for (int i = 0; i < direction.length; i++) {
                angle += direction[i] * row[i];
            }
            sums[block][r] += Math.cos(angle);
        }
    }

    public long rows() {
        return rows;
    }

    /** Estimated squared discrepancy, unbiased, and the share of permutations of blocks with one as large. */
    public record Result(double squared, double pValue) {}

    public static Result compare(FourierMean reference, FourierMean current, int permutations, long seed) {
        double[][] sums = new double[2 * BLOCKS][];
        double[] counts = new double[2 * BLOCKS];
        for (int b = 0; b < BLOCKS; b++) {
            sums[b] = reference.sums[b];
            counts[b] = reference.counts[b];
            sums[BLOCKS + b] = current.sums[b];
            counts[BLOCKS + b] = current.counts[b];
        }
        int[] order = new int[2 * BLOCKS];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        double observed = squared(sums, counts, order);
        SplittableRandom random = new SplittableRandom(seed);
        int atLeast = 1;
        for (int p = 0; p < permutations; p++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            atLeast += squared(sums, counts, order) >= observed ? 1 : 0;
        }
        return new Result(observed, atLeast / (permutations + 1.0));
    }

    /** The mean of a squared feature is 1, which the diagonal terms of the biased estimate add: taken off again. */
    private static double squared(double[][] sums, double[] counts, int[] order) {
        int features = sums[0].length;
        double n = 0;
        double m = 0;
        for (int i = 0; i < BLOCKS; i++) {
            n += counts[order[i]];
            m += counts[order[BLOCKS + i]];
        }
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int r = 0; r < features; r++) {
            double x = 0;
            double y = 0;
            for (int i = 0; i < BLOCKS; i++) {
                x += sums[order[i]][r];
                y += sums[order[BLOCKS + i]][r];
            }
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }
        double scale = 2.0 / features;
        return (scale * xx - n) / (n * (n - 1)) + (scale * yy - m) / (m * (m - 1)) - 2 * scale * xy / (n * m);
    }
}
