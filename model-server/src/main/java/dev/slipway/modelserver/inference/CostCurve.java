package dev.slipway.modelserver.inference;

import java.util.Arrays;

/**
 * What a run costs by the number of its rows, as measured; between the measured sizes it is taken to be straight.
 * Curves differ widely: a network gets ten times cheaper per row at 64, trees are cheapest at 8, a convolution gains
 * nothing. So the size of a batch is chosen, not set.
 */
public final class CostCurve {
    private final int[] sizes;
    private final long[] nanos;
    private final double cheapestPerRow;

    /**
     * Ascending sizes from 1 and the time of a run of each. A run of fewer rows costs at most what one of more rows costs;
     * where it was measured to cost more, something else ran meanwhile.
     */
    public CostCurve(int[] sizes, long[] nanos) {
        if (sizes.length == 0 || sizes[0] != 1 || sizes.length != nanos.length) {
            throw new IllegalArgumentException("a curve begins at one row: " + Arrays.toString(sizes));
        }
        this.sizes = sizes.clone();
        this.nanos = nanos.clone();
        for (int i = nanos.length - 2; i >= 0; i--) {
            this.nanos[i] = Math.min(this.nanos[i], this.nanos[i + 1]);
        }
        int cheapest = cheapestSize(Integer.MAX_VALUE);
        this.cheapestPerRow = (double) nanos(cheapest) / cheapest;
    }

    /** A model that only ever runs one request at a time. */
    public static CostCurve ofSingle(long nanos) {
        return new CostCurve(new int[] {1}, new long[] {nanos});
    }

    /** The time of a run of so many rows. */
    public long nanos(int rows) {
        int last = sizes.length - 1;
        if (rows >= sizes[last]) {
            return (long) ((double) nanos[last] / sizes[last] * rows);
        }
        int at = Arrays.binarySearch(sizes, rows);
        if (at >= 0) {
            return nanos[at];
        }
        int above = -at - 1;
        double share = (double) (rows - sizes[above - 1]) / (sizes[above] - sizes[above - 1]);
        return (long) (nanos[above - 1] + share * (nanos[above] - nanos[above - 1]));
    }

    /** The time that one run for all saves over two runs; 0 where two are no dearer. */
    long saved(int rows, int others) {
        return Math.max(0, nanos(rows) + nanos(others) - nanos(rows + others));
    }

    /** The time of one row at the cheapest size. */
    public double cheapestPerRow() {
        return cheapestPerRow;
    }

    /** The measured size with the least time for each row, of those up to the largest that is allowed. */
    public int cheapestSize(int largest) {
        int best = 1;
        for (int size : sizes) {
            if (size <= largest && (double) nanos(size) / size < (double) nanos(best) / best) {
                best = size;
            }
        }
        return best;
    }

    /**
     * How many of the waiting rows a free worker takes: the number with which all of them are done first, if the free
     * workers go on like that.
     */
    public int rowsToTake(int waiting, int freeWorkers) {
        int best = Math.min(waiting, 1);
        double bestTime = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= sizes.length; i++) {
            int rows = i < sizes.length ? Math.min(sizes[i], waiting) : Math.min(waiting, sizes[sizes.length - 1]);
            long runs = Math.ceilDiv(waiting, Math.max(1, rows));
            double time = (double) Math.ceilDiv(runs, freeWorkers) * nanos(rows);
            if (time < bestTime) {
                bestTime = time;
                best = rows;
            }
        }
        return best;
    }

    /** {@code [{"rows":1,"micros":5.9},…]}. */
    public String json() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < sizes.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"rows\":")
                    .append(sizes[i])
                    .append(",\"micros\":")
                    .append(Math.round(nanos[i] / 100.0) / 10.0)
                    .append('}');
        }
        return json.append(']').toString();
    }
}
