package dev.slipway.driftjob.read;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

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
    record Result(long rows, long bytes, boolean complete, double sampled) {
        /** What was read of both together. */
        public Result and(Result other) {
            double all = rows / sampled + other.rows / other.sampled;
            return new Result(
                    rows + other.rows,
                    bytes + other.bytes,
                    complete && other.complete,
                    all > 0 ? (rows + other.rows) / all : Math.min(sampled, other.sampled));
        }
    }

    /** For reports: where the rows come from, without secrets. */
    String description();

    List<Column> columns() throws IOException;

    /** Columns that cannot be read, by name, each with why. */
    default Map<String, String> unread() throws IOException {
        return Map.of();
    }

    /**
     * The same rows with these types, by column, where a source would have to guess them from its values: two sides of a
     * comparison must not guess differently. A value that does not fit is invalid.
     */
    default Source typed(Map<String, ColumnType> types) {
        return this;
    }

    /** Reads the columns with these names; the batch has them in this order. */
    Result read(List<String> columns, Budget budget, Sink sink) throws IOException;

    /** How many columns may be read at once: what is unpacked of more would take too much of the memory. */
    default int together() throws IOException {
        return Integer.MAX_VALUE;
    }

    /** How many rows there are, where that can be told without reading them. */
    default OptionalLong size() throws IOException {
        return OptionalLong.empty();
    }

    /** The rows of a window by the source's time column; refused where it has none. */
    default Source within(Window window) throws IOException {
        throw new SourceException(description() + " has no time column: rows of a window cannot be told apart");
    }

    /** The budget, with a sample in place of an end where the number of rows is known to be too large. */
    default Budget fitted(Budget budget) throws IOException {
        if (budget.maxRows() == Long.MAX_VALUE) {
            return budget;
        }
        OptionalLong size = size();
        return size.isPresent() ? budget.sampling(size.getAsLong()) : budget;
    }
}
