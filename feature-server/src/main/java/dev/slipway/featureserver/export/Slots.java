package dev.slipway.featureserver.export;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** For each entity row, in the order of {@link KeyGroups}, the newest source row that became known just before it. */
final class Slots {
    private static final int OVERHEAD = 24;

    private final KeyGroups groups;
    private final RowComparison comparison;
    private final byte[] @Nullable [] rows;
    private final int[] terms;
    private final long[] times;
    private long bytes;

    Slots(KeyGroups groups, RowComparison comparison) {
        this.groups = groups;
        this.comparison = comparison;
        this.rows = new byte[groups.positions()][];
        this.terms = new int[groups.positions()];
        this.times = new long[groups.positions()];
    }

    KeyGroups groups() {
        return groups;
    }

    /** Bytes of the rows that are held. */
    long bytes() {
        return bytes;
    }

    /** Takes a row whose terms begin at {@code from}, unless a newer one is there. */
    void offer(int position, byte[] row, int from, long time) {
        byte[] held = rows[position];
        if (held != null) {
            boolean newer = time != times[position]
                    ? time > times[position]
                    : comparison.newer(row, from, held, terms[position]);
            if (!newer) {
                return;
            }
            bytes -= held.length + OVERHEAD;
        }
        rows[position] = row;
        terms[position] = from;
        times[position] = time;
        bytes += row.length + OVERHEAD;
    }

    /** The same for the first rows of the chunk alone; what became known before others flows on to the next that is left. */
    Slots onlyRowsBefore(int kept, KeyGroups fewer) {
        int[] positionOf = new int[kept];
        Arrays.fill(positionOf, -1);
        for (int position = 0; position < fewer.positions(); position++) {
            positionOf[fewer.row(position)] = position;
        }
        Slots slots = new Slots(fewer, comparison);
        for (int group = 0; group < groups.count(); group++) {
            int next = -1;
            for (int position = groups.start(group + 1) - 1; position >= groups.start(group); position--) {
                int row = groups.row(position);
                next = row < kept ? positionOf[row] : next;
                byte[] held = rows[position];
                if (held != null && next >= 0) {
                    slots.offer(next, held, terms[position], times[position]);
                }
            }
        }
        return slots;
    }

    /** For each row of the chunk the newest source row known at its time and not expired then. */
    byte[] @Nullable [] newest(int size, long ttlMicros) {
        byte[][] found = new byte[size][];
        for (int group = 0; group < groups.count(); group++) {
            int best = -1;
            for (int position = groups.start(group); position < groups.start(group + 1); position++) {
                if (rows[position] != null && (best < 0 || newer(position, best))) {
                    best = position;
                }
                if (best >= 0 && !expired(times[best], groups.time(position), ttlMicros)) {
                    found[groups.row(position)] = rows[best];
                }
            }
        }
        return found;
    }

    private boolean newer(int position, int best) {
        byte[] row = rows[position];
        byte[] other = rows[best];
        if (row == null || other == null) {
            return false;
        }
        return times[position] != times[best]
                ? times[position] > times[best]
                : comparison.newer(row, terms[position], other, terms[best]);
    }

    private static boolean expired(long eventTime, long at, long ttlMicros) {
        return ttlMicros > 0 && at >= Long.MIN_VALUE + ttlMicros && eventTime < at - ttlMicros;
    }
}
