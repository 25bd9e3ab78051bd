package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Rfc3339;
import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.parquet.ParquetColumn.Kind;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;

/**
 * CSV as of RFC 4180, with a line of names. Null is nothing between two commas, an empty text is {@code ""}; times are RFC
 * 3339 in UTC, bytes base64, lists JSON.
 */
final class CsvSink implements RowSink {
    private static final int DAYS_TO_2000 = 10_957;

    private final OutputTarget target;
    private final ByteSink line = new ByteSink(1 << 10);

    CsvSink(OutputTarget target, List<OutputColumn> columns) throws IOException {
        this.target = target;
        for (OutputColumn column : columns) {
            text(column.name());
            line.put(',');
        }
        endLine();
    }

    @Override
    public void write(OutputRow row) throws IOException {
        List<OutputColumn> columns = row.columns();
        for (int i = 0; i < columns.size(); i++) {
            OutputColumn column = columns.get(i);
            int length = row.length(i);
            if (length >= 0 && column.list()) {
                text(list(column, row.bytes(i), row.at(i)));
            } else if (length >= 0) {
                value(column.kind(), row.bytes(i), row.at(i), length);
            }
            line.put(',');
        }
        endLine();
    }

    private void endLine() throws IOException {
        line.truncate(line.length() - 1);
        line.ascii("\r\n");
        target.stream().write(line.array(), 0, line.length());
        line.truncate(0);
    }

    private void value(Kind kind, byte[] from, int at, int length) {
        switch (kind) {
            case INT32 -> line.decimal(BinaryCells.int32(from, at));
            case INT64 -> line.decimal(BinaryCells.int64(from, at));
            case STRING -> text(new String(from, at, length, StandardCharsets.UTF_8));
            default -> line.ascii(plain(kind, from, at, length));
        }
    }

    /** A value whose text holds nothing that needs quotes. */
    private static String plain(Kind kind, byte[] from, int at, int length) {
        return switch (kind) {
            case BOOLEAN -> String.valueOf(from[at] != 0);
            case INT32 -> String.valueOf(BinaryCells.int32(from, at));
            case INT64 -> String.valueOf(BinaryCells.int64(from, at));
            case FLOAT -> String.valueOf(Float.intBitsToFloat(BinaryCells.int32(from, at)));
            case DOUBLE -> String.valueOf(Double.longBitsToDouble(BinaryCells.int64(from, at)));
            case DATE ->
                LocalDate.ofEpochDay((long) BinaryCells.int32(from, at) + DAYS_TO_2000)
                        .toString();
            case TIMESTAMP -> time(from, at);
            case STRING -> new String(from, at, length, StandardCharsets.UTF_8);
            case BYTES -> Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(from, at, at + length));
        };
    }

    private static String time(byte[] from, int at) {
        long micros = BinaryCells.int64(from, at);
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        ByteSink text = new ByteSink(32);
        Rfc3339.write(text, BinaryCells.eventTime(from, at));
        return new String(text.toByteArray(), StandardCharsets.US_ASCII);
    }

    private static String list(OutputColumn column, byte[] from, int at) {
        StringBuilder json = new StringBuilder("[");
        ArrayCells cells = new ArrayCells(from, at);
        while (cells.next()) {
            json.append(json.length() == 1 ? "" : ",");
            boolean number = column.kind() != Kind.STRING
                    && column.kind() != Kind.BYTES
                    && column.kind() != Kind.TIMESTAMP
                    && column.kind() != Kind.DATE;
            if (cells.length() < 0) {
                json.append(column.feature() && column.kind() == Kind.STRING ? "\"\"" : "null");
            } else {
                String plain = plain(column.kind(), from, cells.at(), cells.length());
                boolean finite = !plain.equals("NaN") && !plain.endsWith("Infinity");
                json.append(number && finite ? plain : number ? "null" : JsonText.quote(plain));
            }
        }
        return json.append(']').toString();
    }

    private void text(String value) {
        boolean plain = !value.isEmpty();
        for (int i = 0; i < value.length() && plain; i++) {
            char c = value.charAt(i);
            plain = c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        line.utf8(plain ? value : "\"" + value.replace("\"", "\"\"") + "\"");
    }

    @Override
    public void finish() throws IOException {
        target.finish();
    }

    @Override
    public long bytes() {
        return target.bytes();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
