package dev.slipway.driftjob.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows, by column. */
public final class Batch {
    /** Rows that a batch has room for at least. */
    static final int STEP = 4096;

    /** A profile's counts have to be fetched into the processor's cache once for each batch: that is worth many rows. */
    private static final int MOST = 32_768;

    private static final int VALUES = 20 * MOST;
    private static final int EXTENT = 4 << 20;
    private static final int LOOK = 1024;

    private final List<ColumnData> columns;
    private final Budget budget;
    private final @Nullable ColumnData key;
    private final int capacity;
    private int rows;
    private long kept;

    /**
     * @param columns that were asked for and, where the budget samples by a key that is not among them, the key as the last
     */
    Batch(List<ColumnData> columns, Budget budget) {
        this.columns = List.copyOf(columns);
        this.budget = budget;
        this.capacity = columns.isEmpty() ? MOST : columns.getFirst().capacity();
        this.key = budget.share() >= 1
                ? null
                : columns.stream()
                        .filter(c -> budget.keyColumn().stream().anyMatch(c.name()::equals))
                        .findFirst()
                        .orElse(null);
    }

    /** How many rows a batch of so many columns has room for: in all about as many values, whatever their number. */
    static int capacity(int columns) {
        return Math.clamp(VALUES / Math.max(1, columns), STEP, MOST);
    }

    /** The columns that a source must read: those wanted, and the key of the sample. */
    static List<String> withKey(List<String> wanted, Budget budget) {
        if (budget.share() >= 1
                || budget.keyColumn().isEmpty()
                || wanted.contains(budget.keyColumn().get())) {
            return wanted;
        }
        List<String> all = new ArrayList<>(wanted);
        all.add(budget.keyColumn().get());
        return all;
    }

    public List<ColumnData> columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    /** Keeps the row that was written last, unless the sample leaves it out. */
    void commit() {
        if (key == null || budget.keepsKey(key.hash(rows))) {
            rows++;
            kept++;
        }
    }

    /** Keeps so many rows that were written behind those that are there. */
    void commit(int more) {
        rows += more;
        kept += more;
    }

    int room() {
        return capacity - rows;
    }

    /** Rows that were kept in this batch and those before it. */
    long kept() {
        return kept;
    }

    /** Hands the rows on where there are enough of them, or any at the end. */
    void pass(Source.Sink sink, boolean end) throws IOException {
        if (rows == capacity || (end && rows > 0) || (rows % LOOK == 0 && heavy())) {
            sink.accept(this);
            rows = 0;
        }
    }

    /** Whether long texts or vectors would make it too large. */
    private boolean heavy() {
        for (ColumnData column : columns) {
            if (column.extent(rows) > EXTENT) {
                return true;
            }
        }
        return false;
    }
}
