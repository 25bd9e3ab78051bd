package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Counts of values at frozen edges and in the open intervals between them. Beside each count of an inner interval stands the
 * sum of the values' places in it, in units of 2^-32 of its width; of the outer ones the sum of the values.
 */
final class IntervalCounts {
    private static final ThreadLocal<int[]> FOUND = ThreadLocal.withInitial(() -> new int[BlockSums.MOST]);

    private final Edges edges;
    /** For edge k: count before it, sum of places there, count at it, and bits of units per value; then the rest above. */
    private final long[] cells;

    final ExactSum below;
    final ExactSum above;

    IntervalCounts(Edges edges) {
        this(
                edges,
                new long[2 * edges.size() + 1],
                new long[Math.max(0, edges.size() - 1)],
                new ExactSum(),
                new ExactSum());
    }

    IntervalCounts(Edges edges, long[] counts, long[] places, ExactSum below, ExactSum above) {
        this.edges = edges;
        this.cells = new long[4 * edges.size() + 4];
        for (int slot = 0; slot < counts.length; slot++) {
            cells[cell(slot)] = counts[slot];
        }
        for (int i = 0; i < places.length; i++) {
            double scale = NumericProfile.UNITS / (edges.at(i + 1) - edges.at(i));
            cells[4 * (i + 1) + 1] = places[i];
            cells[4 * (i + 1) + 3] = Double.doubleToRawLongBits(Double.isFinite(scale) ? scale : 0);
        }
        this.below = below;
        this.above = above;
    }

    private static int cell(int slot) {
        return 4 * (slot >> 1) + 2 * (slot & 1);
    }

    Edges edges() {
        return edges;
    }

    /** Adds a finite value. */
    void add(double value) {
        add(value, edges.firstAtOrAfter(value));
    }

    /** Adds finite values from one index on and before another, at most {@value BlockSums#MOST}. */
    void addBlock(double[] values, int from, int to) {
        int[] found = FOUND.get();
        edges.firstAtOrAfter(values, from, to, found);
        for (int i = from; i < to; i++) {
            add(values[i], found[i - from]);
        }
    }

    /**
     * @param edge the first that is not below the value
     */
    private void add(double value, int edge) {
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

    void merge(IntervalCounts other) {
        for (int cell = 0; cell < cells.length; cell += 4) {
            cells[cell] += other.cells[cell];
            cells[cell + 1] += other.cells[cell + 1];
            cells[cell + 2] += other.cells[cell + 2];
        }
        below.add(other.below);
        above.add(other.above);
    }

    /** Count of a slot of {@link Edges}. */
    long count(int slot) {
        return cells[cell(slot)];
    }

    /** Sum of places of the open interval after edge k and before the next, in {@link NumericProfile#UNITS}. */
    long place(int edge) {
        return cells[4 * (edge + 1) + 1];
    }

    /** Sum of the values in the open interval before edge k, 0 to size; exact but for {@link #sumError}. */
    double sumBetween(int edgeAfter) {
        if (edgeAfter == 0) {
            return below.value();
        }
        if (edgeAfter == edges.size()) {
            return above.value();
        }
        double left = edges.at(edgeAfter - 1);
        double width = edges.at(edgeAfter) - left;
        long count = count(2 * edgeAfter);
        return count * left + (place(edgeAfter - 1) + 0.5 * count) * (width / NumericProfile.UNITS);
    }

    /** How far {@link #sumBetween} may be off: a place is cut to a whole unit. */
    double sumError(int edgeAfter) {
        if (edgeAfter == 0 || edgeAfter == edges.size()) {
            return 0;
        }
        double width = edges.at(edgeAfter) - edges.at(edgeAfter - 1);
        double unit = cells[4 * edgeAfter + 3] == 0 ? width : width / NumericProfile.UNITS;
        return count(2 * edgeAfter) * unit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntervalCounts that
                && edges.equals(that.edges)
                && Arrays.equals(cells, that.cells)
                && below.equals(that.below)
                && above.equals(that.above);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }
}
