package dev.slipway.driftjob.read;

import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.metadata.Statistics;
import dev.hardwood.reader.ParquetFileReader;
import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.driftjob.read.parquet.PageBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pass over Parquet files: all wanted columns of a row group in step, a batch at a time, so that one page of each is held.
 * Of a window, row groups without rows of it are left out by their statistics.
 */
final class ParquetRows {
    private final String description;
    private final List<String> names;
    private final Optional<String> timeColumn;
    private final Optional<Window> window;
    private final Budget budget;
    private final Source.Sink sink;
    private final AtomicLong bytes;
    private final List<PageBuffer> buffers =
            Stream.generate(PageBuffer::new).limit(Beside.parts()).toList();
    private List<ColumnData> read = List.of();
    private @Nullable Batch batch;
    private long seen;

    /**
     * @param names of the columns, the key of the sample included
     * @param timeColumn by which the window is told; absent where all rows are wanted
     * @param bytes that were fetched
     */
    ParquetRows(
            String description,
            List<String> names,
            Optional<String> timeColumn,
            Optional<Window> window,
            Budget budget,
            Source.Sink sink,
            AtomicLong bytes) {
        this.description = description;
        this.names = names;
        this.timeColumn = timeColumn.filter(t -> window.isPresent());
        this.window = window;
        this.budget = budget;
        this.sink = sink;
        this.bytes = bytes;
    }

    /** Reads a file; false where the budget has ended the reading. */
    boolean read(ParquetFileReader reader, ArrayFile file) throws IOException {
        List<ParquetColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(column(reader, name));
        }
        Optional<ParquetColumn> time = Optional.empty();
        if (timeColumn.isPresent()) {
            time = Optional.of(column(reader, timeColumn.get()));
            if (time.get().type() != ColumnType.TIMESTAMP) {
                throw new SourceException(description + ": the column " + timeColumn.get() + " holds no times");
            }
            columns.add(time.get());
        }
        Batch rows = batch(columns);
        for (RowGroup group : reader.getFileMetaData().rowGroups()) {
            if (time.isEmpty() || mayHold(group, time.get())) {
                if (!read(file, group, columns, rows)) {
                    return false;
                }
            }
        }
        return true;
    }

    private ParquetColumn column(ParquetFileReader reader, String name) throws SourceException {
        return ParquetColumn.named(reader.getFileSchema(), name)
                .orElseThrow(() -> new SourceException(description + " has no column " + name));
    }

    /** One for all files; they must have their columns in the same types. */
    private Batch batch(List<ParquetColumn> columns) throws SourceException {
        if (batch == null) {
            read = columns.stream()
                    .map(c -> new ColumnData(c.name(), c.type(), Batch.STEP))
                    .toList();
            batch = new Batch(
                    columns.stream()
                            .limit(names.size())
                            .map(c -> new ColumnData(c.name(), c.type(), Batch.capacity(names.size())))
                            .toList(),
                    budget);
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).type() != read.get(i).type()) {
                throw new SourceException("%s: the column %s is a %s in one file and a %s in another"
                        .formatted(
                                description,
                                columns.get(i).name(),
                                read.get(i).type(),
                                columns.get(i).type()));
            }
        }
        return batch;
    }

    private boolean read(ArrayFile file, RowGroup group, List<ParquetColumn> columns, Batch rows) throws IOException {
        List<ParquetValues> values = new ArrayList<>();
        for (ParquetColumn column : columns) {
            values.add(column.open(file, group, buffers.get(values.size() % buffers.size())));
        }
        boolean all = window.isEmpty() && budget.share() >= 1;
        boolean bounded = columns.stream().allMatch(c -> c.type().isNumber());
        long left = group.numRows();
        while (left > 0) {
            long wanted = all && bounded ? Math.max(1, budget.maxRows() - rows.kept()) : Batch.STEP;
            int count = (int) Math.min(Math.min(wanted, rows.room()), left);
            if (all) {
                fill(values, rows.columns(), rows.rows(), count);
                rows.commit(count);
                rows.pass(sink, false);
            } else {
                fill(values, read, 0, count);
                select(rows, count);
            }
            left -= count;
            if (rows.kept() >= budget.maxRows() || bytes.get() > budget.maxBytes()) {
                return false;
            }
        }
        return true;
    }

    /** Each part has the columns of one page buffer. */
    private void fill(List<ParquetValues> values, List<ColumnData> to, int at, int count) throws IOException {
        Beside.each(buffers.size(), part -> {
            for (int i = part; i < values.size(); i += buffers.size()) {
                values.get(i).read(to.get(i), at, count);
            }
        });
    }

    private void select(Batch rows, int count) throws IOException {
        ColumnData times = read.getLast();
        double start = window.map(w -> seconds(w.start())).orElse(0.0);
        double end = window.map(w -> seconds(w.end())).orElse(0.0);
        for (int row = 0; row < count; row++) {
            boolean inside =
                    window.isEmpty() || (times.isValue(row) && times.number(row) >= start && times.number(row) < end);
            if (inside && budget.keeps(seen++)) {
                for (int i = 0; i < names.size(); i++) {
                    rows.columns().get(i).copy(read.get(i), row, rows.rows());
                }
                rows.commit();
                rows.pass(sink, false);
            }
        }
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    /** False only where the statistics say so. */
    private boolean mayHold(RowGroup group, ParquetColumn time) {
        Statistics known = group.columns().get(time.index()).metaData().statistics();
        boolean ordered = time.leaf().type() != PhysicalType.INT96;
        if (known == null || known.minValue() == null || known.maxValue() == null || !ordered || window.isEmpty()) {
            return true;
        }
        return number(known.maxValue(), time) >= seconds(window.get().start())
                && number(known.minValue(), time) < seconds(window.get().end());
    }

    private static double number(byte[] value, ParquetColumn time) {
        ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return time.scaled(value.length == Long.BYTES ? bytes.getLong() : bytes.getInt());
    }

    /** Hands on what is left. */
    Source.Result end(boolean complete) throws IOException {
        if (batch != null) {
            batch.pass(sink, true);
        }
        return new Source.Result(batch == null ? 0 : batch.kept(), bytes.get(), complete, budget.share());
    }
}
