package dev.slipway.driftjob.read;

import dev.hardwood.metadata.RowGroup;
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
    /** Of the memory, for what is unpacked; profiles take about as much. */
    private static final double PART = 1.0 / 3;

    private static final int FEWEST_TOGETHER = 8;
    /** Bytes that a column takes in batches, whatever its pages. */
    private static final int BATCH = 110_000;
    /** A page as most writers make it; one of more is rare. */
    private static final int LARGE_PAGE = 1 << 20;
    /** Beside what is decoded stands a part of what it was decoded from. */
    private static final double DECODED = 1.2;

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

    /** Of each column a page and a dictionary are held unpacked, which are never more than its values in a row group. */
    @Override
    public int together() throws IOException {
        double each = reading(existing().getFirst(), ParquetSource::unpacked);
        return (int) Math.clamp(PART * Runtime.getRuntime().maxMemory() / each, FEWEST_TOGETHER, Integer.MAX_VALUE);
    }

    private static double unpacked(ParquetFileReader reader) {
        double most = 0;
        for (RowGroup group : reader.getFileMetaData().rowGroups()) {
            most = Math.max(
                    most,
                    group.columns().stream()
                            .mapToDouble(c -> Math.min(LARGE_PAGE, c.metaData().totalUncompressedSize()))
                            .average()
                            .orElse(0));
        }
        return BATCH + DECODED * most;
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
            throw new SourceException(description() + " cannot be read: " + why(file, e), e);
        } catch (IOException e) {
            // The library's own say what is wrong, and not of which file.
            throw e.getClass() == IOException.class
                    ? new SourceException(description() + " cannot be read: " + e.getMessage(), e)
                    : e;
        }
    }

    /** What the library says of a file, unless it says no more than the number over which it fell. */
    private static String why(ArrayFile file, RuntimeException e) {
        String said = String.valueOf(e.getMessage());
        boolean sentence = said.replace(file.name(), "")
                        .chars()
                        .filter(Character::isLetter)
                        .count()
                > 10;
        return sentence ? said : file.name() + " is damaged, or no Parquet file (" + e + ")";
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
