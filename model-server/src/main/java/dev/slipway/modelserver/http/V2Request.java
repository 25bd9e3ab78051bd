package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.json.InvalidTensorException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The JSON of one V2 request, read once from front to back. */
final class V2Request {
    private final InputBinder binder;
    private final RequestBody body;
    private final BinaryTail tail;
    private final V2Outputs outputs;
    private final V2Parameters parameters = new V2Parameters("the request");
    private @Nullable String id;
    private boolean hasInputs;
    private boolean hasOutputs;

    V2Request(InputBinder binder, RequestBody body, BinaryTail tail, V2Outputs outputs) {
        this.binder = binder;
        this.body = body;
        this.tail = tail;
        this.outputs = outputs;
    }

    void read(JsonParser parser) throws RequestException, InvalidTensorException, IOException {
        JsonFields.startDocument(parser);
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            field(parser, field, parser.nextToken());
        }
        JsonFields.endDocument(parser);
        if (!hasInputs) {
            throw RequestException.badRequest("The request has no field 'inputs'.");
        }
        tail.end();
        outputs.byDefault(parameters.binaryOutput());
        outputs.nonFinite(parameters.nonFinite());
    }

    private void field(JsonParser parser, String field, JsonToken token)
            throws RequestException, InvalidTensorException, IOException {
        switch (field) {
            case "id" -> {
                if (token != JsonToken.VALUE_NULL) {
                    id = JsonFields.once(id, "id", JsonFields.string(parser, token, "id"));
                }
            }
            case "parameters" -> parameters.read(parser, token);
            case "inputs" -> {
                JsonFields.notTwice(hasInputs, "inputs");
                hasInputs = true;
                inputs(parser, token);
            }
            case "outputs" -> {
                JsonFields.notTwice(hasOutputs, "outputs");
                hasOutputs = true;
                outputs(parser, token);
            }
            default -> parser.skipChildren();
        }
    }

    /** What the answer repeats. */
    String id() {
        return id == null ? RequestId.random() : id;
    }

    /** How outputs are wanted. */
    V2Outputs outputs() {
        return outputs;
    }

    /** Whether the answer is to be explained. */
    boolean explained() {
        return parameters.explain();
    }

    /** How the request may wait. */
    Scheduling scheduling() {
        return parameters.scheduling();
    }

    private void inputs(JsonParser parser, JsonToken token)
            throws RequestException, InvalidTensorException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "inputs", "a list of tensors");
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            JsonFields.expect(t, JsonToken.START_OBJECT, "inputs", "a list of objects");
            new V2Input(binder, body, tail).read(parser);
        }
    }

    private void outputs(JsonParser parser, JsonToken token) throws RequestException, IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JsonFields.expect(token, JsonToken.START_ARRAY, "outputs", "a list of objects");
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            JsonFields.expect(t, JsonToken.START_OBJECT, "outputs", "a list of objects");
            output(parser);
        }
    }

    private void output(JsonParser parser) throws RequestException, IOException {
        @Nullable String name = null;
        V2Parameters wish = new V2Parameters("an output");
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "name" -> name = JsonFields.once(name, "name", JsonFields.string(parser, token, "name"));
                case "parameters" -> wish.read(parser, token);
                default -> parser.skipChildren();
            }
        }
        if (name == null) {
            throw RequestException.badRequest("An entry of 'outputs' has no field 'name'.");
        }
        binder.want(name);
        outputs.wish(name, wish);
    }
}
