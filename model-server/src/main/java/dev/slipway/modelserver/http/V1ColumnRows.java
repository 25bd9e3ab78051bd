package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as objects keyed by the declared names of the columns of a one-input model:
 * {@code [{"sepal_length": 5.1, …}, …]}. Keys may come in any order.
 */
final class V1ColumnRows {
    private final List<String> columns;
    private final InputBinder binder;
    private final ElementSink sink;
    private final Map<String, Integer> indexes = new HashMap<>();

    V1ColumnRows(TensorSpec input, List<String> columns, InputBinder binder) {
        this.columns = columns;
        this.binder = binder;
        this.sink = binder.hold(ElementSink.of(input, binder.pool()));
        for (int i = 0; i < columns.size(); i++) {
            indexes.put(columns.get(i), i);
        }
    }

    /** Reads all rows; the parser stands on the first row's start. */
    void read(JsonParser parser) throws RequestException, InvalidTensorException, IOException {
        int rows = 0;
        for (JsonToken token = parser.currentToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            JsonFields.expect(token, JsonToken.START_OBJECT, "instances[" + rows + "]", "an object, as the first row");
            row(parser, rows++);
        }
        binder.bind(sink.tensor(new long[] {rows, columns.size()}));
    }

    private void row(JsonParser parser, int row) throws RequestException, InvalidTensorException, IOException {
        boolean[] seen = new boolean[columns.size()];
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Integer column = indexes.get(name);
            if (column == null) {
                throw RequestException.badRequest(
                        "Row %d has the unknown column '%s'; the columns are %s.",
                        row, name, String.join(", ", columns));
            }
            JsonFields.notTwice(seen[column], name);
            seen[column] = true;
            sink.seek(row * columns.size() + column);
            sink.accept(parser, parser.nextToken());
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                throw RequestException.badRequest("Row %d has no value for the column '%s'.", row, columns.get(i));
            }
        }
    }
}
