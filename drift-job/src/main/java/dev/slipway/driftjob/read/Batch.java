package dev.slipway.driftjob.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows, by column. */
public final class Batch {
    /** Most rows in a batch. */
    public static final int CAPACITY = 4096;

    private final List<ColumnData> columns;
    private final Budget budget;
    private final @Nullable ColumnData key;
    private int rows;
    private long kept;

    /**
     * @param columns that were asked for and, where the budget samples by a key that is not among them, the key as the last
     */
    Batch(List<ColumnData> columns, Budget budget) {
        this.columns = List.copyOf(columns);
        this.budget = budget;
        this.key = budget.share() >= 1
                ? null
                : columns.stream()
                        .filter(c -> budget.keyColumn().stream().anyMatch(c.name()::equals))
                        .findFirst()
                        .orElse(null);
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

    void setRows(int rows) {
        this.rows = rows;
        this.kept += rows;
    }

    /** Rows that were kept in this batch and those before it. */
    long kept() {
        return kept;
    }

    /** Hands the rows on where there are enough of them, or any at the end. */
    void pass(Source.Sink sink, boolean end) throws IOException {
        if (rows == CAPACITY || (end && rows > 0)) {
            sink.accept(this);
            rows = 0;
        }
    }
}
