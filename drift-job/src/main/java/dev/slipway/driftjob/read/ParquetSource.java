package dev.slipway.driftjob.read;

import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.slipway.driftjob.read.parquet.ArrayFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parquet files of one schema, read page by page; only the pages of wanted columns are fetched, and of a window only those of
 * row groups that may hold rows of it.
 */
public final class ParquetSource implements Source {
    private final String name;
    private final Files files;
    private final Optional<String> timeColumn;
    private final Optional<Window> window;

    /** Opens the files, in a fixed order. */
    public interface Files {
        List<ArrayFile> open() throws IOException;
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
        return reading(existing().getFirst(), reader -> {
            Map<String, Column> columns = new LinkedHashMap<>();
            for (ColumnSchema schema : reader.getFileSchema().getColumns()) {
                ParquetColumn.of(reader.getFileSchema(), schema)
                        .ifPresent(c -> columns.putIfAbsent(c.name(), new Column(c.name(), c.type())));
            }
            return List.copyOf(columns.values());
        });
    }

    @Override
    public Map<String, String> unread() throws IOException {
        return reading(existing().getFirst(), reader -> ParquetColumn.unread(reader.getFileSchema()));
    }

    /** Of whole files; of a window it is not known without reading. */
    @Override
    public OptionalLong size() throws IOException {
        if (window.isPresent()) {
            return OptionalLong.empty();
        }
        long rows = 0;
        for (ArrayFile file : files.open()) {
            rows += reading(file, r -> r.getFileMetaData().numRows());
        }
        return OptionalLong.of(rows);
    }

    @Override
    public Result read(List<String> wanted, Budget budget, Sink sink) throws IOException {
        AtomicLong bytes = new AtomicLong();
        ParquetRows rows =
                new ParquetRows(description(), Batch.withKey(wanted, budget), timeColumn, window, budget, sink, bytes);
        for (ArrayFile file : existing()) {
            boolean more = reading(new Counted(file, bytes), reader -> rows.read(reader, new Counted(file, bytes)));
            if (!more) {
                return rows.end(false);
            }
        }
        return rows.end(true);
    }

    private List<ArrayFile> existing() throws IOException {
        List<ArrayFile> inputs = files.open();
        if (inputs.isEmpty()) {
            throw new SourceException("there is no file " + name);
        }
        return inputs;
    }

    private interface Reading<T> {
        T with(ParquetFileReader reader) throws IOException;
    }

    private <T> T reading(ArrayFile file, Reading<T> reading) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            return reading.with(reader);
        } catch (RuntimeException e) {
            throw new SourceException(description() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Counts what is fetched. */
    private record Counted(ArrayFile file, AtomicLong bytes) implements ArrayFile {
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
        public void read(long offset, byte[] to, int at, int count) throws IOException {
            bytes.addAndGet(count);
            file.read(offset, to, at, count);
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
