package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.offline.BinaryCells;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The rows of a chunk by entity key, each group in order of time. A key is its parts with their lengths, so that keys that
 * read alike when written together, as (1, "12") and (11, "2"), stay apart. Rows without a whole key or a time are in no
 * group.
 */
final class KeyGroups {
    private final ByteSink keys = new ByteSink(1 << 12);
    private final int[] keyEnds;
    private final int[] table;
    private final long[] times;
    private final int[] rows;
    private final int[] starts;
    private int groups;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;

    /** Groups a chunk by these fields; by none, all rows are one group. */
    KeyGroups(EntityChunk chunk, int[] keyFields) {
        int size = chunk.size();
        keyEnds = new int[size];
        table = new int[Integer.highestOneBit(Math.max(4, size) * 4)];
        int[] groupOf = new int[size];
        long[] timeOf = new long[size];
        int grouped = 0;
        for (int row = 0; row < size; row++) {
            timeOf[row] = chunk.time(row);
            groupOf[row] = timeOf[row] == EntityChunk.NO_TIME ? -1 : group(chunk, row, keyFields);
            grouped += groupOf[row] < 0 ? 0 : 1;
        }
        starts = new int[groups + 1];
        rows = new int[grouped];
        times = new long[grouped];
        order(groupOf, timeOf);
    }

    private int group(EntityChunk chunk, int row, int[] keyFields) {
        byte[] from = chunk.row(row);
        int start = keys.length();
        for (int field : keyFields) {
            int at = chunk.field(row, field);
            int length = BinaryCells.int32(from, at);
            if (length < 0) {
                keys.truncate(start);
                return -1;
            }
            keys.put(from, at, 4 + length);
        }
        int slot = slot(keys.array(), start, keys.length());
        if (table[slot] != 0) {
            keys.truncate(start);
            return table[slot] - 1;
        }
        keyEnds[groups] = keys.length();
        table[slot] = ++groups;
        return groups - 1;
    }

    private void order(int[] groupOf, long[] timeOf) {
        for (int group : groupOf) {
            if (group >= 0) {
                starts[group + 1]++;
            }
        }
        for (int i = 0; i < groups; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = Arrays.copyOf(starts, groups);
        for (int row = 0; row < groupOf.length; row++) {
            if (groupOf[row] >= 0) {
                rows[next[groupOf[row]]++] = row;
            }
        }
        for (int group = 0; group < groups; group++) {
            sortByTime(starts[group], starts[group + 1], timeOf);
        }
        for (int i = 0; i < rows.length; i++) {
            times[i] = timeOf[rows[i]];
            earliest = Math.min(earliest, times[i]);
            latest = Math.max(latest, times[i]);
        }
    }

    private void sortByTime(int from, int to, long[] timeOf) {
        boolean sorted = true;
        for (int i = from + 1; i < to && sorted; i++) {
            sorted = timeOf[rows[i - 1]] <= timeOf[rows[i]];
        }
        if (!sorted) {
            int[] ordered = IntStream.range(from, to)
                    .mapToObj(i -> rows[i])
                    .sorted(Comparator.comparingLong(row -> timeOf[row]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(ordered, 0, rows, from, ordered.length);
        }
    }

    /** The group of a key that lies in a row from {@code from} to {@code to}, lengths included; -1 where there is none. */
    int find(byte[] row, int from, int to) {
        return table[slot(row, from, to)] - 1;
    }

    private int slot(byte[] in, int from, int to) {
        int mask = table.length - 1;
        int slot = hash(in, from, to) & mask;
        while (table[slot] != 0) {
            int group = table[slot] - 1;
            int start = group == 0 ? 0 : keyEnds[group - 1];
            if (Arrays.equals(keys.array(), start, keyEnds[group], in, from, to)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int hash(byte[] in, int from, int to) {
        long hash = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = (hash ^ BinaryCells.int64(in, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (; at < to; at++) {
            hash = (hash ^ in[at]) * 0x9E3779B97F4A7C15L;
        }
        return (int) (hash >>> 32 ^ hash);
    }

    int count() {
        return groups;
    }

    /** The earliest time of a row in a group. */
    long earliest() {
        return earliest;
    }

    /** The latest time of a row in a group. */
    long latest() {
        return latest;
    }

    /** How many rows are in groups. */
    int positions() {
        return rows.length;
    }

    /** The first position of a group. */
    int start(int group) {
        return starts[group];
    }

    /** The row at a position. */
    int row(int position) {
        return rows[position];
    }

    /** The time at a position. */
    long time(int position) {
        return times[position];
    }

    /** The first position of a group from this time on; the end of the group where there is none. */
    int position(int group, long time) {
        int low = starts[group];
        int high = starts[group + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
