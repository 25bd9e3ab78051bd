package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.json.FlatReader;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a V2 request's {@code inputs}. Elements go straight into the tensor once the name is known; where
 * {@code data} comes before {@code name}, it is skipped and read again afterwards. How the lists of {@code data} are nested
 * says nothing: their elements are taken in row-major order, and the shape says the sizes.
 */
final class V2Input {
    private static final int MAX_RANK = 16;

    private final InputBinder binder;
    private final RequestBody body;
    private final BinaryTail tail;
    private final V2Parameters parameters = new V2Parameters("an input");
    private @Nullable String name;
    private @Nullable String datatype;
    private long @Nullable [] shape;
    private @Nullable String wrongShape;
    private int dataAt = -1;
    private @Nullable ElementSink sink;

    V2Input(InputBinder binder, RequestBody body, BinaryTail tail) {
        this.binder = binder;
        this.body = body;
        this.tail = tail;
    }

    void read(JsonParser parser) throws RequestException, InvalidTensorException, IOException {
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "name" -> name = JsonFields.once(name, "name", JsonFields.string(parser, token, "name"));
                case "datatype" ->
                    datatype = JsonFields.once(datatype, "datatype", JsonFields.string(parser, token, "datatype"));
                case "shape" -> {
                    JsonFields.notTwice(shape != null, "shape");
                    shape(parser, token);
                }
                case "parameters" -> parameters.read(parser, token);
                case "data" -> data(parser, token);
                default -> parser.skipChildren();
            }
        }
        finish();
    }

    private void data(JsonParser parser, JsonToken token) throws RequestException, InvalidTensorException, IOException {
        JsonFields.notTwice(sink != null || dataAt >= 0, "data");
        JsonFields.expect(token, JsonToken.START_ARRAY, "data", "a list");
        if (name != null) {
            elements(parser, name);
        } else {
            dataAt = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
        }
    }

    private void elements(JsonParser parser, String input)
            throws RequestException, InvalidTensorException, IOException {
        sink = binder.hold(ElementSink.of(binder.spec(input), binder.pool()));
        new FlatReader(sink).read(parser);
    }

    private void finish() throws RequestException, InvalidTensorException, IOException {
        if (name == null) {
            throw RequestException.badRequest("An entry of 'inputs' has no field 'name'.");
        }
        TensorSpec spec = binder.spec(name);
        if (wrongShape != null) {
            throw RequestException.badRequest(
                    "Input '%s' has %s in its field 'shape', which must be a list of at most %d whole numbers from 0 to %d.",
                    name, wrongShape, MAX_RANK, Integer.MAX_VALUE);
        }
        boolean binary = parameters.binarySize() >= 0;
        if (dataAt >= 0) {
            try (JsonParser again = body.parser(dataAt, body.bytes().length)) {
                again.nextToken();
                elements(again, name);
            }
        }
        if (shape == null || datatype == null || (sink == null && !binary)) {
            throw RequestException.badRequest(
                    "Input '%s' has no field '%s'.",
                    name, shape == null ? "shape" : datatype == null ? "datatype" : "data");
        }
        if (!datatype.equals(spec.datatype().name())) {
            throw RequestException.badRequest(
                    "Input '%s' has the datatype %s; it must be %s.", name, shorten(datatype), spec.datatype());
        }
        if (!binary) {
            bind(name, Objects.requireNonNull(sink), shape);
        } else if (sink != null) {
            throw RequestException.badRequest("Input '%s' has both 'data' and the parameter 'binary_data_size'.", name);
        } else {
            binder.bindRaw(spec, shape, tail.take(name, parameters.binarySize()));
        }
    }

    private void bind(String input, ElementSink elements, long[] dims) throws RequestException {
        agree(input, dims, elements.count());
        binder.bind(elements.tensor(dims));
    }

    private static void agree(String input, long[] declared, int count) throws RequestException {
        long expected = 1;
        for (long dim : declared) {
            expected = dim == 0 || expected <= Integer.MAX_VALUE / dim ? expected * dim : Integer.MAX_VALUE;
        }
        if (expected != count) {
            throw RequestException.badRequest(
                    "Input '%s' has %d elements; its shape %s needs %s.",
                    input, count, Arrays.toString(declared), expected == Integer.MAX_VALUE ? "more" : expected);
        }
    }

    /** What is wrong with it is told when the input's name is known. */
    private void shape(JsonParser parser, JsonToken token) throws RequestException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "shape", "a list of whole numbers");
        long[] dims = new long[MAX_RANK];
        int rank = 0;
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            if (wrongShape == null && rank < MAX_RANK && isSize(parser, t)) {
                dims[rank++] = parser.getLongValue();
            } else if (wrongShape == null) {
                wrongShape = rank == MAX_RANK ? "more than " + MAX_RANK + " sizes" : JsonFields.shown(parser, t);
            }
            parser.skipChildren();
        }
        shape = Arrays.copyOf(dims, rank);
    }

    private static boolean isSize(JsonParser parser, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= 0
                && parser.getLongValue() <= Integer.MAX_VALUE;
    }

    private static String shorten(String text) {
        return JsonText.shortened(text, 20);
    }
}
