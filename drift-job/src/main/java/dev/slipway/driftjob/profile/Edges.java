package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Frozen edges E_0 < ... < E_(K-1) of a histogram, taken from a sample of the reference. A value has a slot: 2k + 1 at
 * edge k, 2k in the open interval before edge k, and 2K after the last. So an atom of the reference keeps a count of its
 * own, and counts of any two histograms over the same edges add up exactly.
 */
public final class Edges {
    /** Most edges: an open interval then holds about 1/4096 of the sample. */
    public static final int MAX = 4095;

    private static final int CELLS = 16_384;
    private static final int TRIM = 64;
    private static final int MOST_STEPS = 4;

    /** The edges, then infinity {@value #MOST_STEPS} times: a look beyond the last finds nothing below a value. */
    private final double[] values;

    private final int size;
    private final double from;
    private final double perUnit;
    private final short[] index;
    /** Most edges that a cell of the index has, the first and the last left out. */
    private final int steps;
    /** Cells after the first in which so few looks tell. */
    private final int direct;

    private Edges(double[] edges) {
        this.size = edges.length;
        this.values = Arrays.copyOf(edges, size + MOST_STEPS);
        Arrays.fill(values, size, size + MOST_STEPS, Double.POSITIVE_INFINITY);
        int trimmed = size / TRIM;
        double low = size == 0 ? 0 : values[trimmed];
        double high = size == 0 ? 0 : values[size - 1 - trimmed];
        double scale = CELLS / (high - low);
        boolean indexed = high > low && Double.isFinite(scale) && Double.isFinite(high - low);
        this.from = indexed ? low : 0;
        this.perUnit = indexed ? scale : 0;
        // Without an index all values are in one cell between the open ones.
        this.index = indexed ? index() : new short[] {0, 0, (short) size};
        this.steps = indexed ? steps(index) : size;
        this.direct = steps > MOST_STEPS ? 0 : CELLS;
    }

    /** Edges as they were frozen before; strictly increasing and finite. */
    public static Edges of(double[] values) {
        if (values.length > MAX) {
            throw new IllegalArgumentException(values.length + " edges; at most " + MAX + " are kept");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || (i > 0 && !(values[i] > values[i - 1]))) {
                throw new IllegalArgumentException(
                        "edge " + i + " is " + values[i] + "; edges are finite and strictly increasing");
            }
        }
        double[] kept = new double[values.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = values[i] == 0 ? 0.0 : values[i];
        }
        return new Edges(kept);
    }

    /**
     * Quantiles of a sample, each once: a value with at least 1/max of the mass becomes an edge, and so do least and
     * greatest.
     *
     * @param sample finite values; sorted in place
     */
    public static Edges ofSample(double[] sample, int max) {
        RadixSort.sort(sample);
        double[] chosen = new double[Math.min(max, sample.length)];
        int count = 0;
        for (int i = 0; i < chosen.length; i++) {
            int at = chosen.length == 1 ? 0 : (int) ((long) i * (sample.length - 1) / (chosen.length - 1));
            double value = sample[at] == 0 ? 0.0 : sample[at];
            if (count == 0 || value > chosen[count - 1]) {
                chosen[count++] = value;
            }
        }
        return new Edges(Arrays.copyOf(chosen, count));
    }

    public int size() {
        return size;
    }

    public double at(int edge) {
        return values[edge];
    }

    public double[] toArray() {
        return Arrays.copyOf(values, size);
    }

    /** Slot of a finite value, from 0 to 2 * size. */
    public int slot(double value) {
        int edge = firstAtOrAfter(value);
        return isAt(edge, value) ? 2 * edge + 1 : 2 * edge;
    }

    /** Whether an edge, or the infinity after the last, is the value. */
    boolean isAt(int edge, double value) {
        return values[edge] == value;
    }

    /** Index of the first edge that is not below the value. */
    int firstAtOrAfter(double value) {
        return firstAtOrAfter(value, cell(value));
    }

    /** The same for values of an array from one index on: look-ups of a loop of their own overlap, and cells are told several at a time. */
    void firstAtOrAfter(double[] values, int from, int to, int[] found) {
        for (int i = from; i < to; i++) {
            found[i - from] = cell(values[i]);
        }
        for (int i = from; i < to; i++) {
            found[i - from] = firstAtOrAfter(values[i], found[i - from]);
        }
    }

    private int cell(double value) {
        return Math.min(Math.max((int) ((value - from) * perUnit + 1), 0), CELLS + 1);
    }

    private int firstAtOrAfter(double value, int cell) {
        int low = index[cell];
        if (Integer.compareUnsigned(cell - 1, direct) >= 0) {
            return search(value, low, index[cell + 1]);
        }
        // Edges ascend: how many of the next are below the value is where it belongs, and no look waits for another.
        int next = low + below(values[low], value) + below(values[low + 1], value);
        return steps > 2 ? next + below(values[low + 2], value) + below(values[low + 3], value) : next;
    }

    /** 1 where the edge is below the value, without a branch, which no processor could foresee. */
    private static int below(double edge, double value) {
        return (int) (Double.doubleToRawLongBits(edge - value) >>> 63);
    }

    private int search(double value, int from, int to) {
        int low = from;
        int high = to;
        while (high - low > 4) {
            int middle = (low + high) >>> 1;
            if (values[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (low < high && values[low] < value) {
            low++;
        }
        return low;
    }

    /**
     * Entry c: how many edges fall into earlier cells, by the same arithmetic as the look-up, which is monotone: so the
     * answer for a value in cell c lies between entry c and entry c + 1. The first cell and the last are open.
     */
    private short[] index() {
        short[] index = new short[CELLS + 3];
        int edge = 0;
        for (int c = 0; c < CELLS + 2; c++) {
            while (edge < size && cell(values[edge]) < c) {
                edge++;
            }
            index[c] = (short) edge;
        }
        index[CELLS + 2] = (short) size;
        return index;
    }

    private static int steps(short[] index) {
        int most = 0;
        for (int c = 1; c <= CELLS; c++) {
            most = Math.max(most, index[c + 1] - index[c]);
        }
        return most;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Edges edges && Arrays.equals(values, edges.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
