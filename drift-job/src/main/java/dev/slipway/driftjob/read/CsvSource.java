package dev.slipway.driftjob.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file with a header. Types that nobody gives come from the first {@value #LOOK} records: a column is of numbers, truth
 * values or times if all its values there are, else of text. An empty field without quotes is null; where no text is expected,
 * so are an empty text and what other programs write for it. In a text {@code NA} may be Namibia.
 *
 * @param types by column, in place of a guess
 */
public record CsvSource(Path file, char separator, Map<String, ColumnType> types) implements Source {
    private static final int LOOK = 1_000;
    private static final int MAX_COLUMNS = 20_000;

    public CsvSource {
        types = Map.copyOf(types);
    }

    public CsvSource(Path file, char separator) {
        this(file, separator, Map.of());
    }

    @Override
    public Source typed(Map<String, ColumnType> given) {
        Map<String, ColumnType> all = new HashMap<>(types);
        all.putAll(given);
        return new CsvSource(file, separator, all);
    }

    @Override
    public String description() {
        return "csv " + file.getFileName();
    }

    @Override
    public List<Column> columns() throws IOException {
        try (InputStream in = open()) {
            CsvParser parser = new CsvParser(in, separator);
            List<String> names = header(parser);
            int[] possible = new int[names.size()];
            Arrays.fill(possible, NUMBER | TRUTH | TIME);
            for (int i = 0; i < LOOK && parser.next(); i++) {
                for (int f = 0; f < Math.min(possible.length, parser.fields()); f++) {
                    possible[f] &= parser.missing(f) ? ~0 : kinds(parser, f);
                }
            }
            List<Column> columns = new ArrayList<>();
            for (int f = 0; f < possible.length; f++) {
                columns.add(new Column(names.get(f), types.getOrDefault(names.get(f), type(possible[f]))));
            }
            return columns;
        }
    }

    private static final int NUMBER = 1;
    private static final int TRUTH = 2;
    private static final int TIME = 4;

    private static int kinds(CsvParser parser, int field) {
        byte[] b = parser.bytes();
        int from = parser.start(field);
        int to = parser.end(field);
        if (TextValues.missing(b, from, to)) {
            return ~0;
        }
        return (TextValues.invalid(TextValues.number(b, from, to)) ? 0 : NUMBER)
                | (TextValues.invalid(TextValues.truth(b, from, to)) ? 0 : TRUTH)
                | (TextValues.invalid(TextValues.time(b, from, to)) ? 0 : TIME);
    }

    private static ColumnType type(int possible) {
        if ((possible & NUMBER) != 0) {
            return ColumnType.NUMBER;
        }
        if ((possible & TRUTH) != 0) {
            return ColumnType.BOOLEAN;
        }
        return (possible & TIME) != 0 ? ColumnType.TIMESTAMP : ColumnType.TEXT;
    }

    @Override
    public Result read(List<String> wanted, Budget budget, Sink sink) throws IOException {
        List<Column> all = columns();
        try (InputStream in = open()) {
            CsvParser parser = new CsvParser(in, separator);
            List<String> names = header(parser);
            List<String> needed = Batch.withKey(wanted, budget);
            List<ColumnData> data = new ArrayList<>();
            int[] fields = new int[needed.size()];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = names.indexOf(needed.get(i));
                if (fields[i] < 0) {
                    throw new SourceException(description() + " has no column " + needed.get(i));
                }
                data.add(new ColumnData(needed.get(i), all.get(fields[i]).type(), Batch.capacity(fields.length)));
            }
            return read(parser, names.size(), fields, new Batch(data, budget), budget, sink);
        }
    }

    private Result read(CsvParser parser, int width, int[] fields, Batch batch, Budget budget, Sink sink)
            throws IOException {
        long seen = 0;
        boolean complete = true;
        while (parser.next()) {
            if (parser.fields() != width) {
                throw new SourceException("%s, line %d: %d fields where the header has %d"
                        .formatted(description(), parser.line(), parser.fields(), width));
            }
            if (!budget.keeps(seen++)) {
                continue;
            }
            if (batch.kept() == budget.maxRows() || parser.bytesRead() > budget.maxBytes()) {
                complete = false;
                break;
            }
            put(parser, fields, batch);
            batch.pass(sink, false);
        }
        batch.pass(sink, true);
        return new Result(batch.kept(), parser.bytesRead(), complete, budget.share());
    }

    private static void put(CsvParser parser, int[] fields, Batch batch) {
        int row = batch.rows();
        byte[] bytes = parser.bytes();
        for (int i = 0; i < fields.length; i++) {
            ColumnData column = batch.columns().get(i);
            int from = parser.start(fields[i]);
            int to = parser.end(fields[i]);
            if (parser.missing(fields[i])) {
                column.setNull(row);
            } else if (column.type() == ColumnType.TEXT) {
                column.setText(row, bytes, from, to - from);
            } else {
                double value =
                        switch (column.type()) {
                            case BOOLEAN -> TextValues.truth(bytes, from, to);
                            case TIMESTAMP -> TextValues.time(bytes, from, to);
                            case NUMBER, TEXT, VECTOR -> TextValues.number(bytes, from, to);
                        };
                if (!TextValues.invalid(value)) {
                    column.setNumber(row, value);
                } else if (TextValues.missing(bytes, from, to)) {
                    column.setNull(row);
                } else {
                    column.setInvalid(row);
                }
            }
        }
        batch.commit();
    }

    private List<String> header(CsvParser parser) throws IOException {
        if (!parser.next()) {
            throw new SourceException(description() + " is empty: it needs a header");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parser.fields(); i++) {
            names.add(new String(
                    parser.bytes(), parser.start(i), parser.end(i) - parser.start(i), StandardCharsets.UTF_8));
        }
        parser.emptyLines(names.size() == 1);
        if (names.size() > MAX_COLUMNS || names.stream().distinct().count() != names.size()) {
            throw new SourceException(description() + ": the header names a column twice, or more than " + MAX_COLUMNS);
        }
        return names;
    }

    private InputStream open() throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new SourceException("there is no file " + file, e);
        }
    }
}
