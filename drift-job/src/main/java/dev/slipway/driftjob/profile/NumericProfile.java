package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Counts of a numeric column between frozen edges, as {@link IntervalCounts}, which makes areas under the distribution
 * function known. All sums are integers or exact, so a merge equals one pass to the bit. NaN and infinities are counted apart.
 */
public final class NumericProfile implements ColumnProfile {
    /** Units of an interval's width in which places are summed. */
    public static final double UNITS = 0x1p32;

    private static final ThreadLocal<BlockSums> SUMS = ThreadLocal.withInitial(BlockSums::new);

    final ColumnKind kind;
    final IntervalCounts intervals;
    final Moments moments;
    long finite;
    long nulls;
    long invalid;
    long nans;
    long positiveInfinities;
    long negativeInfinities;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;

    public NumericProfile(ColumnKind kind, Edges edges) {
        this(kind, edges, edges.size() == 0 ? 0 : edges.at(edges.size() / 2));
    }

    private NumericProfile(ColumnKind kind, Edges edges, double centre) {
        this(kind, new IntervalCounts(edges), new Moments(centre));
    }

    NumericProfile(ColumnKind kind, IntervalCounts intervals, Moments moments) {
        this.kind = kind;
        this.intervals = intervals;
        this.moments = moments;
    }

    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            addSpecial(value);
            return;
        }
        finite++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        moments.add(value);
        intervals.add(value);
    }

    /** Adds values of an array, from one index on and before another; the same as one by one, and faster. */
    public void addAll(double[] values, int from, int to) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double nothing = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            nothing += value * 0;
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        if (to > from && (nothing != 0 || !moments.near(least, greatest))) {
            addSome(values, from, to);
            return;
        }
        finite += to - from;
        min = Math.min(min, least);
        max = Math.max(max, greatest);
        moments.addAll(values, from, to, SUMS.get());
        intervals.addAll(values, from, to);
    }

    /** Values of which some are not finite or too far from the centre for their squares. */
    private void addSome(double[] values, int from, int to) {
        double[] plain = new double[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (moments.near(values[i], values[i])) {
                plain[count++] = values[i];
            } else {
                add(values[i]);
            }
        }
        if (count > 0) {
            addAll(plain, 0, count);
        }
    }

    private void addSpecial(double value) {
        if (Double.isNaN(value)) {
            nans++;
        } else if (value > 0) {
            positiveInfinities++;
        } else {
            negativeInfinities++;
        }
    }

    @Override
    public void addNull() {
        nulls++;
    }

    @Override
    public void addInvalid() {
        invalid++;
    }

    @Override
    public NumericProfile emptyLike() {
        return new NumericProfile(kind, edges(), moments.centre());
    }

    @Override
    public void merge(ColumnProfile other) {
        if (!(other instanceof NumericProfile that)
                || that.kind != kind
                || !that.edges().equals(edges())) {
            throw new IllegalArgumentException(
                    "the profiles were made with different edges: make both from one reference");
        }
        intervals.merge(that.intervals);
        moments.merge(that.moments);
        finite += that.finite;
        nulls += that.nulls;
        invalid += that.invalid;
        nans += that.nans;
        positiveInfinities += that.positiveInfinities;
        negativeInfinities += that.negativeInfinities;
        min = Math.min(min, that.min);
        max = Math.max(max, that.max);
    }

    @Override
    public ColumnKind kind() {
        return kind;
    }

    @Override
    public long rows() {
        return finite + nulls + invalid + nans + positiveInfinities + negativeInfinities;
    }

    @Override
    public long nulls() {
        return nulls;
    }

    @Override
    public long invalid() {
        return invalid;
    }

    /** Values that are numbers: neither null nor NaN nor infinite. All distributions are over these. */
    public long finite() {
        return finite;
    }

    public long nans() {
        return nans;
    }

    public long positiveInfinities() {
        return positiveInfinities;
    }

    public long negativeInfinities() {
        return negativeInfinities;
    }

    /** Least finite value; infinity where there is none. */
    public double min() {
        return min;
    }

    public double max() {
        return max;
    }

    public boolean constant() {
        return finite > 0 && min == max;
    }

    public Edges edges() {
        return intervals.edges();
    }

    /** Count of a slot of {@link Edges}. */
    public long count(int slot) {
        return intervals.count(slot);
    }

    public Moments moments() {
        return moments;
    }

    /** Sum of the values in the open interval before edge k, 0 to size; exact but for {@link #sumError}. */
    public double sumBetween(int edgeAfter) {
        return intervals.sumBetween(edgeAfter);
    }

    /** How far {@link #sumBetween} may be off: a place is cut to a whole unit. */
    public double sumError(int edgeAfter) {
        return intervals.sumError(edgeAfter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericProfile that
                && kind == that.kind
                && intervals.equals(that.intervals)
                && moments.equals(that.moments)
                && Arrays.equals(totals(), that.totals())
                && Arrays.equals(new double[] {min, max}, new double[] {that.min, that.max});
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    long[] totals() {
        return new long[] {finite, nulls, invalid, nans, positiveInfinities, negativeInfinities};
    }
}
