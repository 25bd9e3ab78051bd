package dev.slipway.driftjob.statistics;

import java.util.Arrays;

/**
 * Both sides counted as Evidently 0.7.23 counts them, and its distances over these bins (its stattests.utils,
 * get_binned_data): numbers of which the reference has more than {@value #FEW} different ones in bins of equal width over both
 * sides together, as many as Sturges's rule says; other numbers and names value by value. An extreme value makes such bins
 * blind, so they are for thresholds that were found with Evidently and for nothing else.
 */
public final class EvidentlyBins {
    private static final int FEW = 20;
    private static final double LEAST_SHARE = 1e-4;
    private static final double FRACTION = 1e6;

    private final double[] reference;
    private final double[] current;

    private EvidentlyBins(double[] reference, double[] current) {
        this.reference = BinDistances.normalised(reference);
        this.current = BinDistances.normalised(current);
    }

    /**
     * Bins of numbers. IllegalArgumentException where Evidently has none: the values are too far apart, or too near each other.
     *
     * @param x the reference: finite, sorted, not empty
     * @param y current numbers, alike
     * @param integers whether both columns are of whole numbers and complete, so that pandas has them as integers, whose bins
     *     are never narrower than 1
     */
    public static EvidentlyBins ofNumbers(double[] x, double[] y, boolean integers) {
        if (distinct(x) <= FEW) {
            return ofValues(x, y);
        }
        double first = Math.min(x[0], y[0]);
        double last = Math.max(x[x.length - 1], y[y.length - 1]);
        double[] edges = sturges(first, last, x.length + y.length, integers);
        return new EvidentlyBins(counted(x, edges), counted(y, edges));
    }

    /** Bins of names: how often each was seen on either side. */
    public static EvidentlyBins ofNames(double[] x, double[] y) {
        return new EvidentlyBins(x, y);
    }

    /** Population stability index. */
    public double psi() {
        return BinDistances.psi(filled(reference), filled(current));
    }

    /** Kullback-Leibler divergence of the current data from the reference. */
    public double kullbackLeibler() {
        return BinDistances.kullbackLeibler(
                BinDistances.normalised(filled(reference)), BinDistances.normalised(filled(current)));
    }

    /** Jensen-Shannon distance, of which empty bins are a part. */
    public double jensenShannon() {
        return BinDistances.jensenShannon(reference, current);
    }

    /** Shares with something in place of nothing; they do not add up to 1 any more. */
    private static double[] filled(double[] shares) {
        double least = Arrays.stream(shares).filter(share -> share > 0).min().orElse(1);
        double instead = least <= LEAST_SHARE ? least / FRACTION : LEAST_SHARE;
        return Arrays.stream(shares).map(share -> share == 0 ? instead : share).toArray();
    }

    private static EvidentlyBins ofValues(double[] x, double[] y) {
        int most = distinct(x) + distinct(y);
        double[] inX = new double[most];
        double[] inY = new double[most];
        int bins = 0;
        int i = 0;
        int j = 0;
        while (i < x.length || j < y.length) {
            double value = j == y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
            while (i < x.length && x[i] == value) {
                inX[bins]++;
                i++;
            }
            while (j < y.length && y[j] == value) {
                inY[bins]++;
                j++;
            }
            bins++;
        }
        return new EvidentlyBins(Arrays.copyOf(inX, bins), Arrays.copyOf(inY, bins));
    }

    private static int distinct(double[] sorted) {
        int distinct = 1;
        for (int i = 1; i < sorted.length; i++) {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        return distinct;
    }

    /** The edges of numpy's histogram_bin_edges, to the bit: values lie exactly on some of them. */
    private static double[] sturges(double first, double last, int size, boolean integers) {
        double range = last - first;
        double width = range / (log2(size) + 1);
        if (integers && width < 1) {
            width = 1;
        }
        double needed = Math.ceil(range / width);
        if (!(needed >= 1 && needed <= Integer.SIZE)) {
            throw new IllegalArgumentException("the range from %s to %s has no bins".formatted(first, last));
        }
        int bins = (int) needed;
        double step = range / bins;
        double[] edges = new double[bins + 1];
        for (int i = 0; i < bins; i++) {
            edges[i] = i * step + first;
            if (i > 0 && edges[i] <= edges[i - 1]) {
                throw new IllegalArgumentException(
                        "between %s and %s there are fewer numbers than bins".formatted(first, last));
            }
        }
        edges[bins] = last;
        return edges;
    }

    /** Exact for powers of two, where the last bit decides on a bin more. */
    private static double log2(int size) {
        return Integer.bitCount(size) == 1 ? Integer.numberOfTrailingZeros(size) : Math.log(size) / Math.log(2);
    }

    /** An edge belongs to the bin on its right, the last one to the last bin. */
    private static double[] counted(double[] sorted, double[] edges) {
        double[] counts = new double[edges.length - 1];
        int bin = 0;
        for (double value : sorted) {
            while (bin < counts.length - 1 && value >= edges[bin + 1]) {
                bin++;
            }
            counts[bin]++;
        }
        return counts;
    }
}
