package dev.slipway.driftjob.statistics;

import dev.slipway.driftjob.profile.VectorProfile;

/**
 * Maximum mean discrepancy of two sets of vectors, from the means of their random Fourier features. Without drift the
 * squared distance of the means is a weighted sum of chi-squared variables, whose mean and variance follow from the scatter
 * of the blocks (Satterthwaite's approximation); so two sides of very different size need no permutation of rows.
 */
public final class KernelDiscrepancy {
    private KernelDiscrepancy() {}

    /**
     * @param distance root of the unbiased estimate of the squared discrepancy, 0 where that is negative
     * @param squared the unbiased estimate itself
     * @param pValue chance of means as far apart without drift, approximately
     */
    public record Result(double distance, double squared, double pValue) {}

    /** Both over the same features, with at least two rows each. */
    public static Result of(VectorProfile reference, VectorProfile current) {
        Side x = new Side(reference);
        Side y = new Side(current);
        double scale = 2.0 / x.mean.length;
        double xx = scale * dot(x.mean, x.mean);
        double yy = scale * dot(y.mean, y.mean);
        double xy = scale * dot(x.mean, y.mean);
        double squared = (x.rows * xx - 1) / (x.rows - 1) + (y.rows * yy - 1) / (y.rows - 1) - 2 * xy;
        double biased = Math.max(0, xx + yy - 2 * xy);
        return new Result(Math.sqrt(Math.max(0, squared)), squared, pValue(x, y, biased, scale));
    }

    private static double pValue(Side x, Side y, double biased, double scale) {
        double perRow = 1 / x.rows + 1 / y.rows;
        double trace = scale * (x.squares() + y.squares()) / (x.blocks - 1 + y.blocks - 1);
        double crossed = 0;
        for (double[] a : x.scatter) {
            for (double[] b : y.scatter) {
                double product = scale * dot(a, b);
                crossed += product * product;
            }
        }
        double freedom = (1 - 1 / x.blocks) * (1 - 1 / y.blocks);
        double traceOfSquare = crossed / (x.blocks * y.blocks) / freedom;
        double mean = trace * perRow;
        double variance = 2 * traceOfSquare * perRow * perRow;
        if (!(mean > 0) || !(variance > 0)) {
            return biased > 0 ? 0 : 1;
        }
        double shape = Math.max(1, Math.rint(2 * mean * mean / variance)) / 2;
        return Gamma.upper(shape, shape * biased / mean);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Mean of the features, and how each block's mean is off it, scaled to one row's deviation. */
    private static final class Side {
        final double rows;
        final double[] mean;
        final double[][] scatter;
        final double blocks;

        Side(VectorProfile profile) {
            rows = profile.values();
            mean = new double[profile.basis().features()];
            scatter = new double[VectorProfile.BLOCKS][mean.length];
            for (int b = 0; b < VectorProfile.BLOCKS; b++) {
                double[] sums = profile.sums(b);
                for (int r = 0; r < mean.length; r++) {
                    mean[r] += sums[r] / rows;
                }
            }
            int filled = 0;
            for (int b = 0; b < VectorProfile.BLOCKS; b++) {
                double count = profile.count(b);
                double[] sums = profile.sums(b);
                for (int r = 0; count > 0 && r < mean.length; r++) {
                    scatter[b][r] = Math.sqrt(count) * (sums[r] / count - mean[r]);
                }
                filled += count > 0 ? 1 : 0;
            }
            blocks = Math.max(2, filled);
        }

        double squares() {
            double sum = 0;
            for (double[] block : scatter) {
                sum += dot(block, block);
            }
            return sum;
        }
    }
}
