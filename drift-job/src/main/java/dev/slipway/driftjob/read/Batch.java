package dev.slipway.driftjob.read;

import java.util.List;

/** Some rows, by column. */
public final class Batch {
    /** Most rows in a batch. */
    public static final int CAPACITY = 4096;

    private final List<ColumnData> columns;
    private int rows;

    public Batch(List<ColumnData> columns) {
        this.columns = List.copyOf(columns);
    }

    public List<ColumnData> columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    void setRows(int rows) {
        this.rows = rows;
    }

    boolean full() {
        return rows == CAPACITY;
    }
}
