package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.CellException;
import dev.slipway.featureserver.cells.JsonScalars;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EntityKeyLayout;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.JsonStrings;
import dev.slipway.featureserver.codec.ValueEncoder;
import dev.slipway.featureserver.codec.ValueType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** The values of one join key in a request: numbers in an array, texts one after the other in one sink. */
final class EntityColumn {
    private final JoinKey key;
    private final ByteSink texts = new ByteSink(0);
    private long[] numbers = new long[4];
    private int rows;

    private EntityColumn(JoinKey key) {
        this.key = key;
    }

    /** Reads the array that the reader stands at. */
    static EntityColumn read(JsonParser in, JoinKey key) throws IOException, RequestException {
        EntityColumn column = new EntityColumn(key);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                throw RequestException.plain(
                        400,
                        "Row %d of entity '%s' is null; leave the row out.".formatted(column.rows, key.name()),
                        500,
                        "attribute name must be string, not 'NoneType'");
            }
            try {
                column.add(in);
            } catch (CellException e) {
                String detail = "Row %d of entity '%s' (%s): %s."
                        .formatted(column.rows, key.name(), key.type(), e.getMessage());
                boolean number = key.type() != ValueType.STRING && key.type() != ValueType.BYTES;
                boolean text = number && in.currentToken() == JsonToken.VALUE_STRING;
                boolean big = in.currentToken() == JsonToken.VALUE_NUMBER_INT;
                String feasts = text
                        ? FeastErrors.noNumber(in.getText())
                        : big ? "Value out of range: " + in.getText() : detail;
                throw RequestException.plain(400, detail, 500, feasts);
            }
        }
        return column;
    }

    String name() {
        return key.name();
    }

    int rows() {
        return rows;
    }

    /** Appends the value of a row as part of a key. */
    void encode(ByteSink out, int row) {
        switch (key.type()) {
            case INT32 -> EntityKeyLayout.int32(out, (int) numbers[row]);
            case INT64, UNIX_TIMESTAMP -> EntityKeyLayout.int64(out, key.type(), numbers[row]);
            default -> EntityKeyLayout.delimited(out, key.type(), texts.array(), start(row), end(row) - start(row));
        }
    }

    /** Appends the value of a row as a serialized {@code feast.types.Value}. */
    void value(ByteSink out, int row) {
        switch (key.type()) {
            case INT32, INT64, UNIX_TIMESTAMP -> ValueEncoder.whole(out, key.type(), numbers[row]);
            default -> ValueEncoder.delimited(out, key.type(), texts.array(), start(row), end(row) - start(row));
        }
    }

    /** Writes all values as JSON, with commas between. */
    void write(ByteSink out) {
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                out.put(',');
            }
            switch (key.type()) {
                case STRING -> JsonStrings.write(out, texts.array(), start(row), end(row) - start(row));
                case BYTES -> {
                    out.put('"');
                    out.put(Base64.getEncoder().encode(Arrays.copyOfRange(texts.array(), start(row), end(row))));
                    out.put('"');
                }
                default -> out.decimal(numbers[row]);
            }
        }
    }

    private void add(JsonParser in) throws IOException, CellException {
        if (rows == numbers.length) {
            numbers = Arrays.copyOf(numbers, rows * 2);
        }
        numbers[rows] = switch (key.type()) {
            case INT32 -> JsonScalars.whole(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> JsonScalars.whole(in, Long.MIN_VALUE, Long.MAX_VALUE);
            case UNIX_TIMESTAMP -> JsonScalars.seconds(in);
            default -> text(key.type() == ValueType.BYTES ? JsonScalars.bytes(in) : JsonScalars.text(in));
        };
        rows++;
    }

    private long text(byte[] value) {
        texts.put(value);
        return texts.length();
    }

    private int start(int row) {
        return row == 0 ? 0 : (int) numbers[row - 1];
    }

    private int end(int row) {
        return (int) numbers[row];
    }
}
