package dev.slipway.driftjob.read;

import java.io.IOException;
import java.util.List;

/** Rows that can be read from the beginning, more than once. */
public interface Source {
    /** A column as it is at the source. */
    record Column(String name, ColumnType type) {}

    /** Takes batches one after the other; a batch is valid until the next. */
    interface Sink {
        void accept(Batch batch) throws IOException;
    }

    /**
     * @param complete false where the budget ended the reading
     * @param sampled share of the rows that was kept, 1 for all
     */
    record Result(long rows, long bytes, boolean complete, double sampled) {}

    /** For reports: where the rows come from, without secrets. */
    String description();

    List<Column> columns() throws IOException;

    /** Reads the columns with these names; the batch has them in this order. */
    Result read(List<String> columns, Budget budget, Sink sink) throws IOException;
}
