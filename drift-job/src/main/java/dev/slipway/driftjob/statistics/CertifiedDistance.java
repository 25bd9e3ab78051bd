package dev.slipway.driftjob.statistics;

import dev.slipway.driftjob.profile.Edges;
import dev.slipway.driftjob.profile.NumericProfile;

/**
 * What two profiles over the same edges say for certain about the distances of the data behind them. At and just before
 * an edge both distribution functions are known; between two edges each lies between its values at the ends, and the area
 * under it is known from the sum of the values. No assumption is made about the data.
 */
public final class CertifiedDistance {
    private static final double ROUNDING = 1e-14;

    private final NumericProfile reference;
    private final NumericProfile current;
    private final Edges edges;

    public CertifiedDistance(NumericProfile reference, NumericProfile current) {
        if (reference.finite() == 0 || current.finite() == 0) {
            throw new IllegalArgumentException("a distance needs numbers on both sides");
        }
        if (!reference.edges().equals(current.edges())) {
            throw new IllegalArgumentException("the profiles have different edges");
        }
        this.reference = reference;
        this.current = current;
        this.edges = reference.edges();
    }

    /** Bounds of the Kolmogorov-Smirnov distance. */
    public Interval kolmogorovSmirnov() {
        double n = reference.finite();
        double m = current.finite();
        long f = 0;
        long g = 0;
        double low = 0;
        double high = 0;
        for (int k = 0; k <= edges.size(); k++) {
            long fBefore = f;
            long gBefore = g;
            f += reference.count(2 * k);
            g += current.count(2 * k);
            low = Math.max(low, Math.abs(f / n - g / m));
            boolean open = f > fBefore && g > gBefore;
            if (open) {
                high = Math.max(high, Math.max(f / n - gBefore / m, g / m - fBefore / n));
            }
            if (k < edges.size()) {
                f += reference.count(2 * k + 1);
                g += current.count(2 * k + 1);
                low = Math.max(low, Math.abs(f / n - g / m));
            }
        }
        return new Interval(low, Math.max(low, high));
    }

    /** Bounds of the Wasserstein distance of order 1, in units of the column. */
    public Interval wasserstein() {
        double low = 0;
        double high = 0;
        double slack = 0;
        double f = 0;
        double g = 0;
        for (int k = 0; k <= edges.size(); k++) {
            Piece piece = piece(k, f, g);
            low += piece.low();
            high += piece.high();
            slack += ROUNDING * piece.scale();
            f = piece.fAfter();
            g = piece.gAfter();
        }
        return new Interval(Math.max(0, low - slack), high + slack);
    }

    private record Piece(double low, double high, double scale, double fAfter, double gAfter) {}

    /** The part of the integral of |F - G| between edges k - 1 and k. */
    private Piece piece(int k, double f, double g) {
        double n = reference.finite();
        double m = current.finite();
        long fCount = reference.count(2 * k);
        long gCount = current.count(2 * k);
        double left = k > 0 ? edges.at(k - 1) : Math.min(reference.min(), current.min());
        double right = k < edges.size() ? edges.at(k) : Math.max(reference.max(), current.max());
        double fEnd = f + fCount / n;
        double gEnd = g + gCount / m;
        double width = Math.max(0, right - left);
        double fArea = f * width + (fCount * right - reference.sumBetween(k)) / n;
        double gArea = g * width + (gCount * right - current.sumBetween(k)) / m;
        double error = reference.sumError(k) / n + current.sumError(k) / m;
        double area = Math.abs(fArea - gArea);
        double low = Math.max(0, area - error);
        double high;
        if (fCount == 0 && gCount == 0) {
            high = area;
        } else if (f >= gEnd || g >= fEnd) {
            high = area + error;
        } else {
            double most = width * Math.max(fEnd - g, gEnd - f);
            double spread = Math.abs(f - g) * width + (fArea - f * width) + (gArea - g * width) + error;
            high = Math.max(area, Math.min(most, spread));
        }
        double scale = width + (Math.abs(left) + Math.abs(right)) * (fCount / n + gCount / m);
        long fAt = k < edges.size() ? reference.count(2 * k + 1) : 0;
        long gAt = k < edges.size() ? current.count(2 * k + 1) : 0;
        return new Piece(low, high, scale, fEnd + fAt / n, gEnd + gAt / m);
    }
}
