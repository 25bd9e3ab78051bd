package dev.slipway.driftjob.read;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.FilterPredicate;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parquet files of one schema, read by column chunks in ranges; only the chunks of wanted columns are fetched, and of a
 * window only the row groups and pages that may hold rows of it. The library decodes pages on all cores while this thread
 * counts.
 */
public final class ParquetSource implements Source {
    private final String name;
    private final Files files;
    private final Optional<String> timeColumn;
    private final Optional<Window> window;

    /** Opens the files, in a fixed order. */
    public interface Files {
        List<InputFile> open() throws IOException;
    }

    /**
     * @param name for reports, without secrets
     */
    public ParquetSource(String name, Files files, Optional<String> timeColumn) {
        this(name, files, timeColumn, Optional.empty());
    }

    private ParquetSource(String name, Files files, Optional<String> timeColumn, Optional<Window> window) {
        this.name = name;
        this.files = files;
        this.timeColumn = timeColumn;
        this.window = window;
    }

    @Override
    public String description() {
        return "parquet " + name + window.map(w -> " from " + w).orElse("");
    }

    @Override
    public Source within(Window rows) throws IOException {
        return timeColumn.isEmpty()
                ? Source.super.within(rows)
                : new ParquetSource(name, files, timeColumn, Optional.of(rows));
    }

    @Override
    public List<Column> columns() throws IOException {
        return reading(new AtomicLong(), first(), reader -> {
            List<Column> columns = new ArrayList<>();
            for (ColumnSchema schema : reader.getFileSchema().getColumns()) {
                ParquetColumn.of(schema).ifPresent(c -> columns.add(new Column(c.name(), c.type())));
            }
            return columns;
        });
    }

    private List<InputFile> first() throws IOException {
        return files.open().stream().limit(1).toList();
    }

    /** Of whole files; of a window it is not known without reading. */
    @Override
    public OptionalLong size() throws IOException {
        if (window.isPresent()) {
            return OptionalLong.empty();
        }
        long rows = 0;
        for (InputFile file : files.open()) {
            rows += reading(
                    new AtomicLong(), List.of(file), r -> r.getFileMetaData().numRows());
        }
        return OptionalLong.of(rows);
    }

    @Override
    public Result read(List<String> wanted, Budget budget, Sink sink) throws IOException {
        AtomicLong bytes = new AtomicLong();
        return reading(bytes, files.open(), reader -> {
            List<ParquetColumn> columns = new ArrayList<>();
            for (String column : Batch.withKey(wanted, budget)) {
                columns.add(reader.getFileSchema().getColumns().stream()
                        .flatMap(s -> ParquetColumn.of(s).stream())
                        .filter(c -> c.name().equals(column))
                        .findFirst()
                        .orElseThrow(() -> new SourceException(description() + " has no column " + column)));
            }
            return read(reader, columns, budget, sink, bytes);
        });
    }

    private Result read(
            ParquetFileReader reader, List<ParquetColumn> columns, Budget budget, Sink sink, AtomicLong bytes)
            throws IOException {
        Batch batch = new Batch(
                columns.stream().map(c -> new ColumnData(c.name(), c.type())).toList(), budget);
        String[] paths = columns.stream().map(ParquetColumn::path).distinct().toArray(String[]::new);
        ParquetFileReader.ColumnReadersBuilder builder = reader.buildColumnReaders(
                        paths.length == 0 ? ColumnProjection.all() : ColumnProjection.columns(paths))
                .batchSize(Batch.CAPACITY);
        Optional<FilterPredicate> rows = filter();
        long seen = 0;
        try (ColumnReaders readers = rows.map(builder::filter).orElse(builder).build()) {
            while (readers.nextBatch()) {
                int count = readers.getRecordCount();
                seen += fill(readers, columns, count, seen, budget, batch, sink);
                if (batch.kept() >= budget.maxRows() || bytes.get() > budget.maxBytes()) {
                    batch.pass(sink, true);
                    return new Result(batch.kept(), bytes.get(), false, budget.share());
                }
            }
        }
        batch.pass(sink, true);
        return new Result(batch.kept(), bytes.get(), true, budget.share());
    }

    private static int fill(
            ColumnReaders readers,
            List<ParquetColumn> columns,
            int count,
            long seen,
            Budget budget,
            Batch batch,
            Sink sink)
            throws IOException {
        if (budget.share() >= 1 && batch.rows() == 0) {
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).copy(readers, batch.columns().get(i), 0, count, 0);
            }
            batch.setRows(count);
            batch.pass(sink, true);
            return count;
        }
        for (int row = 0; row < count; row++) {
            if (budget.keeps(seen + row)) {
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).copy(readers, batch.columns().get(i), row, 1, batch.rows());
                }
                batch.commit();
                batch.pass(sink, false);
            }
        }
        return count;
    }

    private Optional<FilterPredicate> filter() {
        if (window.isEmpty() || timeColumn.isEmpty()) {
            return Optional.empty();
        }
        String column = timeColumn.get();
        return Optional.of(FilterPredicate.and(
                FilterPredicate.gtEq(column, window.get().start()),
                FilterPredicate.lt(column, window.get().end())));
    }

    private interface Reading<T> {
        T with(ParquetFileReader reader) throws IOException;
    }

    private <T> T reading(AtomicLong bytes, List<InputFile> inputs, Reading<T> reading) throws IOException {
        if (inputs.isEmpty()) {
            throw new SourceException("there is no file " + name);
        }
        List<InputFile> counted =
                inputs.stream().map(f -> (InputFile) new Counted(f, bytes)).toList();
        try (ParquetFileReader reader = ParquetFileReader.openAll(counted)) {
            return reading.with(reader);
        } catch (RuntimeException e) {
            throw new SourceException(description() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Counts what is fetched. */
    private record Counted(InputFile file, AtomicLong bytes) implements InputFile {
        @Override
        public void open() throws IOException {
            file.open();
        }

        @Override
        public ByteBuffer readRange(long offset, int length) throws IOException {
            bytes.addAndGet(length);
            return file.readRange(offset, length);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
