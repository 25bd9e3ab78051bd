package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Counts of values at frozen edges and in the open intervals between them. Beside each count of an inner interval stands the
 * sum of the values' places in it, in units of 2^-32 of its width; of the outer ones the sum of the values.
 */
final class IntervalCounts {
    /** So many values that bringing what a thread has counted into the counts costs little beside counting them. */
    private static final int WORTH_PACKING = 2 * Edges.MAX;

    private static final ThreadLocal<Packed> PACKED = ThreadLocal.withInitial(Packed::new);

    private final Edges edges;
    /** By slot of {@link Edges}. */
    private final long[] counts;
    /** Sum of places by the edge after them. */
    private final long[] places;
    /** Units a value, by the edge after it. */
    private final double[] scales;

    final ExactSum below;
    final ExactSum above;

    /**
     * Counts and places of many values, in one number each: 32 KB of the processor's first cache are written instead of 96 KB
     * that it does not hold.
     */
    private static final class Packed {
        /** A place has at most 2^32 units, so that so many of them fit into 48 bits. */
        static final int MOST = 65_535;

        static final long ONE = 1L << 48;

        final int[] found = new int[BlockSums.MOST];
        final long[] sums = new long[Edges.MAX + 1];
    }

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
        this.counts = counts.clone();
        this.places = new long[edges.size() + 1];
        this.scales = new double[edges.size() + 1];
        for (int i = 0; i < places.length; i++) {
            double scale = NumericProfile.UNITS / (edges.at(i + 1) - edges.at(i));
            this.places[i + 1] = places[i];
            this.scales[i + 1] = Double.isFinite(scale) ? scale : 0;
        }
        this.below = below;
        this.above = above;
    }

    Edges edges() {
        return edges;
    }

    /** Adds a finite value. */
    void add(double value) {
        int edge = edges.firstAtOrAfter(value);
        if (isApart(value, edge)) {
            addApart(value, edge);
        } else {
            counts[2 * edge]++;
            places[edge] += place(value, edge);
        }
    }

    /** Adds finite values from one index on and before another. */
    void addAll(double[] values, int from, int to) {
        if (to - from < WORTH_PACKING) {
            for (int i = from; i < to; i++) {
                add(values[i]);
            }
            return;
        }
        Packed packed = PACKED.get();
        for (int start = from; start < to; start += Packed.MOST) {
            int end = Math.min(to, start + Packed.MOST);
            for (int block = start; block < end; block += packed.found.length) {
                pack(values, block, Math.min(end, block + packed.found.length), packed);
            }
            unpack(packed.sums);
        }
    }

    /** Look-ups of a loop of their own overlap, as they do not where each is followed by a count. */
    private void pack(double[] values, int from, int to, Packed packed) {
        int[] found = packed.found;
        long[] sums = packed.sums;
        edges.firstAtOrAfter(values, from, to, found);
        for (int i = from; i < to; i++) {
            double value = values[i];
            int edge = found[i - from];
            if (isApart(value, edge)) {
                addApart(value, edge);
            } else {
                sums[edge] += Packed.ONE + place(value, edge);
            }
        }
    }

    private void unpack(long[] sums) {
        for (int edge = 1; edge < edges.size(); edge++) {
            counts[2 * edge] += sums[edge] >>> 48;
            places[edge] += sums[edge] & (Packed.ONE - 1);
            sums[edge] = 0;
        }
    }

    /** Whether it is at an edge, or before all of them or after. */
    private boolean isApart(double value, int edge) {
        return Integer.compareUnsigned(edge - 1, edges.size() - 1) >= 0 || edges.isAt(edge, value);
    }

    private void addApart(double value, int edge) {
        if (edges.isAt(edge, value)) {
            counts[2 * edge + 1]++;
            return;
        }
        counts[2 * edge]++;
        (edge == 0 ? below : above).add(value);
    }

    private long place(double value, int edge) {
        return (long) ((value - edges.at(edge - 1)) * scales[edge]);
    }

    void merge(IntervalCounts other) {
        for (int slot = 0; slot < counts.length; slot++) {
            counts[slot] += other.counts[slot];
        }
        for (int edge = 0; edge < places.length; edge++) {
            places[edge] += other.places[edge];
        }
        below.add(other.below);
        above.add(other.above);
    }

    /** Count of a slot of {@link Edges}. */
    long count(int slot) {
        return counts[slot];
    }

    /** Sum of places of the open interval after edge k and before the next, in {@link NumericProfile#UNITS}. */
    long place(int edge) {
        return places[edge + 1];
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
        double unit = scales[edgeAfter] == 0 ? width : width / NumericProfile.UNITS;
        return count(2 * edgeAfter) * unit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntervalCounts that
                && edges.equals(that.edges)
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(places, that.places)
                && below.equals(that.below)
                && above.equals(that.above);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}
