package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.RectangularReader;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows as objects keyed by input name: {@code [{"age": 3, "city": "Oslo"}, …]}. */
final class V1NamedRows {
    private final List<TensorSpec> inputs;
    private final InputBinder binder;
    private final List<ElementSink> sinks = new ArrayList<>();
    private final List<RectangularReader> readers = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    V1NamedRows(List<TensorSpec> inputs, InputBinder binder) {
        this.inputs = inputs;
        this.binder = binder;
        for (TensorSpec input : inputs) {
            ElementSink sink = binder.hold(ElementSink.of(input, binder.pool()));
            indexes.put(input.name(), sinks.size());
            sinks.add(sink);
            readers.add(new RectangularReader(sink));
        }
    }

    /** Reads all rows; the parser stands on the first row's start. */
    void read(JsonParser parser) throws RequestException, InvalidTensorException, IOException {
        long rows = 0;
        for (JsonToken token = parser.currentToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            JsonFields.expect(token, JsonToken.START_OBJECT, "instances[" + rows + "]", "an object, as the first row");
            row(parser, rows++);
        }
        for (int i = 0; i < inputs.size(); i++) {
            readers.get(i).end(rows);
            binder.bind(sinks.get(i)
                    .tensor(V1Protocol.fit(inputs.get(i), readers.get(i).dims())));
        }
    }

    private void row(JsonParser parser, long row) throws RequestException, InvalidTensorException, IOException {
        boolean[] seen = new boolean[inputs.size()];
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Integer index = indexes.get(name);
            if (index == null) {
                binder.spec(name);
                throw new IllegalStateException("an input without a sink: " + name);
            }
            JsonFields.notTwice(seen[index], name);
            seen[index] = true;
            readers.get(index).entry(parser, parser.nextToken());
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                throw RequestException.badRequest(
                        "Row %d has no value for the input '%s'.",
                        row, inputs.get(i).name());
            }
        }
    }
}
