package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.offline.BinaryCells;
import java.util.ArrayList;
import java.util.List;

/**
 * As many rows of the entity table as are worked on at once, in their order. After the columns of the output each row has
 * its join keys, brought into their declared types, and its time.
 */
final class EntityChunk {
    /** A row without a time, which matches nothing. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final Layout layout;
    private final List<byte[]> rows = new ArrayList<>();
    private final List<byte[]> later = new ArrayList<>();
    private long bytes;

    /**
     * Where in a row what stands.
     *
     * @param columns how many columns of the output come first
     * @param keys the join keys of all views, which come next; the time comes last
     */
    record Layout(int columns, List<JoinKey> keys) {
        int fields() {
            return columns + keys.size() + 1;
        }
    }

    EntityChunk(Layout layout) {
        this.layout = layout;
    }

    void add(byte[] row) {
        rows.add(row);
        bytes += row.length;
    }

    int size() {
        return rows.size();
    }

    long bytes() {
        return bytes;
    }

    byte[] row(int index) {
        return rows.get(index);
    }

    /** The fields of these keys. */
    int[] keyFields(List<JoinKey> keys) {
        return keys.stream()
                .mapToInt(key -> layout.columns() + layout.keys().indexOf(key))
                .toArray();
    }

    /** Where a field of a row begins, with its length first. */
    int field(int index, int field) {
        byte[] row = rows.get(index);
        int at = 2;
        for (int i = 0; i < field; i++) {
            at += 4 + Math.max(0, BinaryCells.int32(row, at));
        }
        return at;
    }

    /** Microseconds since 2000, or {@link #NO_TIME}. */
    long time(int index) {
        byte[] row = rows.get(index);
        int last = row.length - 8;
        // A null has a length of -1 and nothing else.
        return BinaryCells.int32(row, row.length - 4) == -1 && field(index, layout.fields() - 1) == row.length - 4
                ? NO_TIME
                : BinaryCells.int64(row, last);
    }

    /** Takes the rows from {@code from} on away; they are worked on later. */
    void cut(int from) {
        List<byte[]> rest = rows.subList(from, rows.size());
        later.addAll(0, rest);
        rest.forEach(row -> bytes -= row.length);
        rest.clear();
    }

    /** Rows that were cut off. */
    List<byte[]> later() {
        return later;
    }
}
