package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.RectangularReader;
import dev.slipway.modelserver.json.StringSink;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * KServe's V1 protocol: {@code instances} (one entry per row) or {@code inputs} (whole tensors). Both are answered with
 * {@code predictions}, as KServe does; TensorFlow Serving would answer {@code inputs} with {@code outputs}.
 */
final class V1Protocol implements Protocol {
    private final ModelSignature signature;
    private final Signature declared;
    private final ScratchPool pool;

    V1Protocol(ModelSignature signature, Signature declared, ScratchPool pool) {
        this.signature = signature;
        this.declared = declared;
        this.pool = pool;
    }

    /** Whether a request has no rows, only values. */
    boolean takesScalars() {
        return signature.takesScalars();
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        try (JsonParser parser = body.parser();
                InputBinder binder = new InputBinder(signature, pool)) {
            JsonFields.startDocument(parser);
            boolean rowwise = false;
            boolean columnar = false;
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "instances" -> {
                        JsonFields.notTwice(rowwise, field);
                        rowwise = true;
                        instances(parser, token, binder, body);
                    }
                    case "inputs" -> {
                        JsonFields.notTwice(columnar, field);
                        columnar = true;
                        inputs(parser, token, binder);
                    }
                    default -> parser.skipChildren();
                }
            }
            JsonFields.endDocument(parser);
            if (rowwise == columnar) {
                throw RequestException.badRequest("The request must have either 'instances' or 'inputs'.");
            }
            InferenceRequest request = binder.request("", Scheduling.DEFAULT);
            long rows = request.rows();
            boolean perRow = rowwise;
            return new Call(request, (result, form) -> Encoded.json(V1Predictions.encode(rows, perRow, result, form)));
        }
    }

    /** Whether rows are {@code {"b64": "…"}}, TensorFlow Serving's form of bytes, and not objects by input name. */
    private boolean bytes(JsonParser parser, RequestBody body) throws IOException {
        List<TensorSpec> inputs = signature.inputs();
        if (inputs.size() != 1 || inputs.getFirst().datatype() != DataType.BYTES) {
            return false;
        }
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        try (JsonParser ahead = body.parser(start, body.bytes().length)) {
            ahead.nextToken();
            return StringSink.B64.equals(ahead.nextFieldName());
        }
    }

    private void instances(JsonParser parser, JsonToken token, InputBinder binder, RequestBody body)
            throws RequestException, InvalidTensorException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "instances", "a list");
        if (signature.takesScalars()) {
            throw RequestException.badRequest(
                    "'instances' are rows, and the inputs of this model are single values; send 'inputs' to V1's :predict"
                            .concat(" or 'features' to /predict, with the values themselves."));
        }
        JsonToken first = parser.nextToken();
        if (first == JsonToken.END_ARRAY) {
            throw RequestException.badRequest("The list 'instances' is empty; it needs at least one row.");
        }
        if (first == JsonToken.START_OBJECT && !bytes(parser, body)) {
            objects(parser, binder);
            return;
        }
        tensor(parser, first, binder, onlyInput("instances"));
    }

    private void objects(JsonParser parser, InputBinder binder)
            throws RequestException, InvalidTensorException, IOException {
        List<TensorSpec> inputs = signature.inputs();
        List<String> columns =
                inputs.size() == 1 ? declared.columnsOf(inputs.getFirst().name()) : List.of();
        if (columns.isEmpty()) {
            new V1NamedRows(inputs, binder).read(parser);
        } else {
            new V1ColumnRows(inputs.getFirst(), columns, binder).read(parser);
        }
    }

    private void inputs(JsonParser parser, JsonToken token, InputBinder binder)
            throws RequestException, InvalidTensorException, IOException {
        if (token == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                TensorSpec input = binder.spec(name);
                whole(parser, parser.nextToken(), binder, input, "inputs." + name, "a list");
            }
            return;
        }
        whole(parser, token, binder, onlyInput("inputs"), "inputs", "a list, or an object of lists by input name");
    }

    /** A list of elements; a single value where the input is one. */
    private static void whole(
            JsonParser parser, JsonToken token, InputBinder binder, TensorSpec input, String field, String what)
            throws RequestException, InvalidTensorException, IOException {
        if (input.shape().isEmpty() && token.isScalarValue()) {
            ElementSink sink = binder.hold(ElementSink.of(input, binder.pool()));
            sink.accept(parser, token);
            binder.bind(sink.tensor(new long[0]));
            return;
        }
        JsonFields.expect(token, JsonToken.START_ARRAY, field, what);
        tensor(parser, parser.nextToken(), binder, input);
    }

    private TensorSpec onlyInput(String field) throws RequestException {
        List<TensorSpec> inputs = signature.inputs();
        if (inputs.size() != 1) {
            throw RequestException.badRequest(
                    "The model has %d inputs; '%s' must hold objects with the keys %s.",
                    inputs.size(),
                    field,
                    String.join(", ", inputs.stream().map(TensorSpec::name).toList()));
        }
        return inputs.getFirst();
    }

    private static void tensor(JsonParser parser, JsonToken first, InputBinder binder, TensorSpec input)
            throws RequestException, InvalidTensorException, IOException {
        ElementSink sink = binder.hold(ElementSink.of(input, binder.pool()));
        RectangularReader reader = new RectangularReader(sink);
        reader.rest(parser, first);
        binder.bind(sink.tensor(fit(input, reader.dims())));
    }

    /** A list of scalars also fits a column {@code [-1, 1]}: rows of one value need no list of their own. */
    static long[] fit(TensorSpec input, long[] dims) {
        long[] column = Arrays.copyOf(dims, dims.length + 1);
        column[dims.length] = 1;
        return !input.accepts(dims) && input.accepts(column) ? column : dims;
    }
}
