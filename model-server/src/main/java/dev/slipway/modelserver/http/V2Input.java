package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.RectangularReader;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a V2 request's {@code inputs}. Elements go straight into the tensor once the name is known; where
 * {@code data} comes before {@code name}, it is skipped and read again afterwards.
 */
final class V2Input {
    private static final int MAX_RANK = 16;

    private final InputBinder binder;
    private final byte[] body;
    private final BinaryTail tail;
    private final V2Parameters parameters = new V2Parameters("an input");
    private @Nullable String name;
    private @Nullable String datatype;
    private long @Nullable [] shape;
    private int dataAt = -1;
    private @Nullable ElementSink sink;
    private @Nullable RectangularReader data;

    V2Input(InputBinder binder, byte[] body, BinaryTail tail) {
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
                case "shape" -> shape = JsonFields.once(shape, "shape", shape(parser, token));
                case "parameters" -> parameters.read(parser, token);
                case "data" -> data(parser, token);
                default -> parser.skipChildren();
            }
        }
        finish();
    }

    private void data(JsonParser parser, JsonToken token) throws RequestException, InvalidTensorException, IOException {
        JsonFields.notTwice(data != null || dataAt >= 0, "data");
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
        data = new RectangularReader(sink);
        data.rest(parser, parser.nextToken());
    }

    private void finish() throws RequestException, InvalidTensorException, IOException {
        if (name == null) {
            throw RequestException.badRequest("An entry of 'inputs' has no field 'name'.");
        }
        TensorSpec spec = binder.spec(name);
        boolean binary = parameters.binarySize() >= 0;
        if (dataAt >= 0) {
            try (JsonParser again = Json.parser(body, dataAt, body.length)) {
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
        agree(input, dims, Objects.requireNonNull(data).dims(), elements.count());
        binder.bind(elements.tensor(dims));
    }

    private static void agree(String input, long[] declared, long[] found, int count) throws RequestException {
        long expected = 1;
        for (long dim : declared) {
            expected = dim == 0 || expected <= Integer.MAX_VALUE / dim ? expected * dim : Integer.MAX_VALUE;
        }
        if (expected != count) {
            throw RequestException.badRequest(
                    "Input '%s' has %d elements; its shape %s needs %s.",
                    input, count, Arrays.toString(declared), expected == Integer.MAX_VALUE ? "more" : expected);
        }
        boolean nested = found.length > 1 && found.length == declared.length;
        if (nested && !Arrays.equals(found, declared)) {
            throw RequestException.badRequest(
                    "Input '%s' has data nested as %s; its shape is %s.",
                    input, Arrays.toString(found), Arrays.toString(declared));
        }
    }

    private static long[] shape(JsonParser parser, JsonToken token) throws RequestException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "shape", "a list of whole numbers");
        long[] dims = new long[MAX_RANK];
        int rank = 0;
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            boolean whole =
                    t == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (rank == MAX_RANK || !whole || parser.getLongValue() < 0 || parser.getLongValue() > Integer.MAX_VALUE) {
                throw RequestException.badRequest(
                        "The field 'shape' must be a list of at most %d whole numbers from 0 to %d.",
                        MAX_RANK, Integer.MAX_VALUE);
            }
            dims[rank++] = parser.getLongValue();
        }
        return Arrays.copyOf(dims, rank);
    }

    private static String shorten(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
