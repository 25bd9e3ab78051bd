package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.CellException;
import dev.slipway.featureserver.cells.JsonCells;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.ValueType;
import java.io.IOException;
import java.util.Arrays;

/** The values of one feature in a data frame, serialized one after the other. */
final class ValueColumn {
    private final ByteSink bytes = new ByteSink(256);
    private int[] ends = new int[16];
    private int rows;

    static ValueColumn read(JsonParser in, String name, ValueType type) throws IOException, RequestException {
        ValueColumn column = new ValueColumn();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            try {
                JsonCells.write(column.bytes, type, in);
            } catch (CellException e) {
                String detail = "Row %d of feature '%s' (%s): %s.".formatted(column.rows, name, type, e.getMessage());
                boolean text = type.scalar()
                        && in.currentToken() == JsonToken.VALUE_STRING
                        && (type.element() == Element.INT64 || type.element() == Element.INT32);
                throw RequestException.plain(422, detail, 500, text ? FeastErrors.noNumber(in.getText()) : detail);
            }
            column.endRow();
        }
        return column;
    }

    /** One row, of this serialized value. */
    static ValueColumn of(byte[] value) {
        ValueColumn column = new ValueColumn();
        column.bytes.put(value);
        column.endRow();
        return column;
    }

    int rows() {
        return rows;
    }

    byte[] array() {
        return bytes.array();
    }

    int offset(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    int length(int row) {
        return ends[row] - offset(row);
    }

    private void endRow() {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, rows * 2);
        }
        ends[rows++] = bytes.length();
    }
}
