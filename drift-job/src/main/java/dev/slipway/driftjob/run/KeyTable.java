package dev.slipway.driftjob.run;

/** Labels and their times by the hash of a key, at most so many. A key that comes again keeps its later label. */
final class KeyTable {
    private final int capacity;
    private final int mask;
    private final long[] keys;
    private final int[] cells;
    private final double[] labels;
    private final double[] times;
    private int size;
    private boolean full;

    KeyTable(int capacity) {
        this.capacity = capacity;
        int room = Integer.highestOneBit(2 * capacity - 1) << 1;
        this.mask = room - 1;
        this.cells = new int[room];
        this.keys = new long[capacity];
        this.labels = new double[capacity];
        this.times = new double[capacity];
    }

    void put(long key, double label, double time) {
        int cell = cell(key);
        int at = cells[cell] - 1;
        if (at < 0) {
            if (size == capacity) {
                full = true;
                return;
            }
            at = size++;
            cells[cell] = size;
            keys[at] = key;
        } else if (time < times[at]) {
            return;
        }
        labels[at] = label;
        times[at] = time;
    }

    /** Place of a key, or -1. */
    int find(long key) {
        return cells[cell(key)] - 1;
    }

    private int cell(long key) {
        int cell = (int) (key ^ (key >>> 32)) & mask;
        while (cells[cell] != 0 && keys[cells[cell] - 1] != key) {
            cell = (cell + 1) & mask;
        }
        return cell;
    }

    double label(int at) {
        return labels[at];
    }

    double time(int at) {
        return times[at];
    }

    int size() {
        return size;
    }

    /** Whether a key found no room. */
    boolean full() {
        return full;
    }
}
