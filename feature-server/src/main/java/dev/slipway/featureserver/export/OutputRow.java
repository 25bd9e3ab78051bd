package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.parquet.ParquetColumn.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a training set as cells in PostgreSQL's binary form, which lie where COPY has put them: the entity's row and,
 * for each view, the row that was found. Reused from row to row.
 */
final class OutputRow {
    private final List<OutputColumn> columns;
    private final int[] segmentOf;
    private final int[] fieldOf;
    private final byte[] @Nullable [] segments;
    private final int[][] starts;

    /**
     * A row of columns of which each is a field of one segment.
     *
     * @param fields how many fields the rows of each segment have
     */
    OutputRow(List<OutputColumn> columns, int[] segmentOf, int[] fieldOf, int[] fields) {
        this.columns = columns;
        this.segmentOf = segmentOf;
        this.fieldOf = fieldOf;
        this.segments = new byte[fields.length][];
        this.starts = new int[fields.length][];
        for (int i = 0; i < fields.length; i++) {
            starts[i] = new int[fields[i]];
        }
    }

    /** Takes a segment's row of COPY; null where there is none. */
    void set(int segment, byte @Nullable [] message) {
        segments[segment] = message;
        if (message == null) {
            return;
        }
        int[] start = starts[segment];
        int at = 2;
        for (int i = 0; i < start.length; i++) {
            start[i] = at;
            at += 4 + Math.max(0, BinaryCells.int32(message, at));
        }
    }

    List<OutputColumn> columns() {
        return columns;
    }

    /** The array in which a value stands that {@link #length} has said to be there. */
    byte[] bytes(int column) {
        byte[] message = segments[segmentOf[column]];
        return message == null ? new byte[0] : message;
    }

    /** Where the value begins. */
    int at(int column) {
        return starts[segmentOf[column]][fieldOf[column]] + 4;
    }

    /** Its length; -1 for null. */
    int length(int column) {
        byte[] message = segments[segmentOf[column]];
        if (message == null) {
            return -1;
        }
        int length = BinaryCells.int32(message, at(column) - 4);
        return length >= 0 && columns.get(column).nanIsNull() && nan(column, message) ? -1 : length;
    }

    private boolean nan(int column, byte[] message) {
        int at = at(column);
        return columns.get(column).kind() == Kind.FLOAT
                ? Float.isNaN(Float.intBitsToFloat(BinaryCells.int32(message, at)))
                : Double.isNaN(Double.longBitsToDouble(BinaryCells.int64(message, at)));
    }
}
