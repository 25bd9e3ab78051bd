package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Counts of a numeric column between frozen edges. Beside each count of an inner interval stands the sum of the values'
 * places in it, in units of 2^-32 of its width, which makes areas under the distribution function known. All sums are
 * integers or exact, so a merge equals one pass to the bit. NaN and infinities are counted apart.
 */
public final class NumericProfile implements ColumnProfile {
    /** Units of an interval's width in which places are summed. */
    public static final double UNITS = 0x1p32;

    private static final ThreadLocal<BlockSums> SCRATCH = ThreadLocal.withInitial(BlockSums::new);

    final ColumnKind kind;
    final Edges edges;
    /** For edge k: count before it, sum of places there, count at it, and bits of units per value; then the rest above. */
    private final long[] cells;

    final ExactSum below;
    final ExactSum above;
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
        this(
                kind,
                edges,
                new long[2 * edges.size() + 1],
                new long[Math.max(0, edges.size() - 1)],
                new ExactSum(),
                new ExactSum(),
                new Moments(centre));
    }

    NumericProfile(
            ColumnKind kind,
            Edges edges,
            long[] counts,
            long[] places,
            ExactSum below,
            ExactSum above,
            Moments moments) {
        this.kind = kind;
        this.edges = edges;
        this.cells = new long[4 * edges.size() + 4];
        for (int slot = 0; slot < counts.length; slot++) {
            cells[cell(slot)] = counts[slot];
        }
        for (int i = 0; i < places.length; i++) {
            double scale = UNITS / (edges.at(i + 1) - edges.at(i));
            cells[4 * (i + 1) + 1] = places[i];
            cells[4 * (i + 1) + 3] = Double.doubleToRawLongBits(Double.isFinite(scale) ? scale : 0);
        }
        this.below = below;
        this.above = above;
        this.moments = moments;
    }

    private static int cell(int slot) {
        return 4 * (slot >> 1) + 2 * (slot & 1);
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
        count(value);
    }

    /** Adds values of an array, from one index on and before another; the same as one by one, and faster. */
    public void addAll(double[] values, int from, int to) {
        for (int start = from; start < to; start += BlockSums.MOST) {
            addBlock(values, start, Math.min(to, start + BlockSums.MOST));
        }
    }

    private void addBlock(double[] values, int from, int to) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double nothing = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            nothing += value * 0;
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }
        if (nothing != 0 || !moments.near(least, greatest)) {
            for (int i = from; i < to; i++) {
                add(values[i]);
            }
            return;
        }
        finite += to - from;
        min = Math.min(min, least);
        max = Math.max(max, greatest);
        moments.addAll(values, from, to, SCRATCH.get());
        for (int i = from; i < to; i++) {
            count(values[i]);
        }
    }

    private void count(double value) {
        int edge = edges.firstAtOrAfter(value);
        int cell = 4 * edge;
        if (edges.isAt(edge, value)) {
            cells[cell + 2]++;
            return;
        }
        cells[cell]++;
        if (edge == 0) {
            below.add(value);
        } else if (edge == edges.size()) {
            above.add(value);
        } else {
            cells[cell + 1] += (long) ((value - edges.at(edge - 1)) * Double.longBitsToDouble(cells[cell + 3]));
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
        return new NumericProfile(kind, edges, moments.centre());
    }

    @Override
    public void merge(ColumnProfile other) {
        if (!(other instanceof NumericProfile that) || that.kind != kind || !that.edges.equals(edges)) {
            throw new IllegalArgumentException(
                    "the profiles were made with different edges: make both from one reference");
        }
        for (int cell = 0; cell < cells.length; cell += 4) {
            cells[cell] += that.cells[cell];
            cells[cell + 1] += that.cells[cell + 1];
            cells[cell + 2] += that.cells[cell + 2];
        }
        below.add(that.below);
        above.add(that.above);
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
        return edges;
    }

    /** Count of a slot of {@link Edges}. */
    public long count(int slot) {
        return cells[cell(slot)];
    }

    /** Sum of places of the open interval after edge k and before the next, in {@link #UNITS}. */
    long place(int edge) {
        return cells[4 * (edge + 1) + 1];
    }

    public Moments moments() {
        return moments;
    }

    /** Sum of the values in the open interval before edge k, 0 to size; exact but for {@link #sumError}. */
    public double sumBetween(int edgeAfter) {
        if (edgeAfter == 0) {
            return below.value();
        }
        if (edgeAfter == edges.size()) {
            return above.value();
        }
        double left = edges.at(edgeAfter - 1);
        double width = edges.at(edgeAfter) - left;
        long count = count(2 * edgeAfter);
        return count * left + (place(edgeAfter - 1) + 0.5 * count) * (width / UNITS);
    }

    /** How far {@link #sumBetween} may be off: a place is cut to a whole unit. */
    public double sumError(int edgeAfter) {
        if (edgeAfter == 0 || edgeAfter == edges.size()) {
            return 0;
        }
        double width = edges.at(edgeAfter) - edges.at(edgeAfter - 1);
        double unit = cells[4 * edgeAfter + 3] == 0 ? width : width / UNITS;
        return count(2 * edgeAfter) * unit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumericProfile that
                && kind == that.kind
                && edges.equals(that.edges)
                && Arrays.equals(cells, that.cells)
                && below.equals(that.below)
                && above.equals(that.above)
                && moments.equals(that.moments)
                && Arrays.equals(totals(), that.totals())
                && Arrays.equals(new double[] {min, max}, new double[] {that.min, that.max});
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    long[] totals() {
        return new long[] {finite, nulls, invalid, nans, positiveInfinities, negativeInfinities};
    }
}
