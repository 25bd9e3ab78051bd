package dev.slipway.driftjob.statistics;

import dev.slipway.driftjob.profile.Edges;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.RadixSort;
import java.util.BitSet;

/**
 * The open intervals between edges in which the Kolmogorov-Smirnov distance may still be larger than at every edge. Their
 * values alone, from a second pass, give the exact distance: outside them it is known already.
 */
public final class OpenIntervals {
    private final NumericProfile reference;
    private final NumericProfile current;
    private final Edges edges;
    private final BitSet candidates = new BitSet();
    private final double atEdges;
    private long values;

    public OpenIntervals(NumericProfile reference, NumericProfile current) {
        this.reference = reference;
        this.current = current;
        this.edges = reference.edges();
        this.atEdges =
                new CertifiedDistance(reference, current).kolmogorovSmirnov().low();
        double n = reference.finite();
        double m = current.finite();
        long f = 0;
        long g = 0;
        for (int k = 0; k <= edges.size(); k++) {
            long fNext = f + reference.count(2 * k);
            long gNext = g + current.count(2 * k);
            if (fNext > f && gNext > g && Math.max(fNext / n - g / m, gNext / m - f / n) > atEdges) {
                candidates.set(k);
                values += fNext - f + gNext - g;
            }
            f = fNext + (k < edges.size() ? reference.count(2 * k + 1) : 0);
            g = gNext + (k < edges.size() ? current.count(2 * k + 1) : 0);
        }
    }

    /** How many values of both sides lie in these intervals. */
    public long values() {
        return values;
    }

    /** Whether a value lies in one of them. */
    public boolean contains(double value) {
        int slot = edges.slot(value);
        return (slot & 1) == 0 && candidates.get(slot >> 1);
    }

    /**
     * The exact distance.
     *
     * @param x all values of the reference in these intervals; sorted in place
     * @param y all current ones
     */
    public double distance(double[] x, double[] y) {
        RadixSort.sort(x);
        RadixSort.sort(y);
        double n = reference.finite();
        double m = current.finite();
        double greatest = atEdges;
        long f = 0;
        long g = 0;
        int i = 0;
        int j = 0;
        for (int k = 0; k <= edges.size(); k++) {
            long fNext = f + reference.count(2 * k);
            long gNext = g + current.count(2 * k);
            if (candidates.get(k)) {
                int iEnd = i + (int) (fNext - f);
                int jEnd = j + (int) (gNext - g);
                if (iEnd > x.length || jEnd > y.length) {
                    throw new IllegalArgumentException("the data has changed between two readings");
                }
                while (i < iEnd || j < jEnd) {
                    double value = i == iEnd ? y[j] : j == jEnd ? x[i] : Math.min(x[i], y[j]);
                    while (i < iEnd && x[i] == value) {
                        i++;
                        f++;
                    }
                    while (j < jEnd && y[j] == value) {
                        j++;
                        g++;
                    }
                    greatest = Math.max(greatest, Math.abs(f / n - g / m));
                }
            }
            f = fNext + (k < edges.size() ? reference.count(2 * k + 1) : 0);
            g = gNext + (k < edges.size() ? current.count(2 * k + 1) : 0);
        }
        return greatest;
    }
}
