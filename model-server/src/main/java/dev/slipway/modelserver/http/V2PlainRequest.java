package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.PlainJson;
import dev.slipway.modelserver.json.PlainTensor;
import dev.slipway.modelserver.json.UnusualException;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a V2 request as clients mostly write it, read in one pass. It accepts only what {@link V2Request} accepts,
 * with the same result; everything else, above all every error, is {@link UnusualException} and read again there.
 */
final class V2PlainRequest {
    private static final byte[] ID = PlainJson.name("id");
    private static final byte[] INPUTS = PlainJson.name("inputs");
    private static final byte[] OUTPUTS = PlainJson.name("outputs");
    private static final byte[] PARAMETERS = PlainJson.name("parameters");
    private static final byte[] NAME = PlainJson.name("name");
    private static final byte[] SHAPE = PlainJson.name("shape");
    private static final byte[] DATATYPE = PlainJson.name("datatype");
    private static final byte[] DATA = PlainJson.name("data");
    private static final byte[] BINARY_DATA = PlainJson.name("binary_data");
    private static final byte[] BINARY_DATA_OUTPUT = PlainJson.name("binary_data_output");
    private static final byte[] BINARY_DATA_SIZE = PlainJson.name("binary_data_size");
    private static final int MOST_DIMS = 8;
    private static final long[] NOT_GIVEN = {};

    private final PlainJson json;
    private final InputBinder binder;
    private final BinaryTail tail;
    private final V2Outputs outputs;
    private @Nullable String id;
    private boolean hasInputs;
    private boolean hasOutputs;
    private boolean hasParameters;

    V2PlainRequest(PlainJson json, InputBinder binder, BinaryTail tail, V2Outputs outputs) {
        this.json = json;
        this.binder = binder;
        this.tail = tail;
        this.outputs = outputs;
    }

    void read() throws UnusualException, RequestException {
        json.expect('{');
        do {
            field();
        } while (json.more('}'));
        json.end();
        PlainJson.require(hasInputs);
        tail.end();
    }

    /** What the answer repeats. */
    String id() {
        return id == null ? RequestId.random() : id;
    }

    private void field() throws UnusualException, RequestException {
        if (json.field(INPUTS)) {
            PlainJson.require(!hasInputs);
            hasInputs = true;
            inputs();
        } else if (json.field(ID)) {
            PlainJson.require(id == null);
            id = json.string();
        } else if (json.field(PARAMETERS)) {
            PlainJson.require(!hasParameters);
            hasParameters = true;
            outputs.byDefault(flag(BINARY_DATA_OUTPUT));
        } else {
            PlainJson.require(json.field(OUTPUTS) && !hasOutputs);
            hasOutputs = true;
            outputs();
        }
    }

    private void inputs() throws UnusualException, RequestException {
        json.expect('[');
        do {
            input();
        } while (json.more(']'));
    }

    private void input() throws UnusualException, RequestException {
        json.expect('{');
        PlainJson.require(json.field(NAME));
        TensorSpec spec = binder.spec(json.string());
        long[] shape = NOT_GIVEN;
        @Nullable String datatype = null;
        long[] found = NOT_GIVEN;
        @Nullable ScratchBuffer elements = null;
        int binarySize = -1;
        while (json.more('}')) {
            if (json.field(SHAPE)) {
                PlainJson.require(shape.length == 0);
                shape = shape();
            } else if (json.field(DATATYPE)) {
                PlainJson.require(datatype == null);
                datatype = json.string();
            } else if (json.field(DATA)) {
                PlainJson.require(elements == null && PlainTensor.knows(spec.datatype()));
                elements = binder.scratch();
                found = new PlainTensor(json, spec.datatype(), elements).read();
            } else {
                PlainJson.require(json.field(PARAMETERS) && binarySize < 0);
                binarySize = binarySize();
            }
        }
        PlainJson.require(
                shape.length > 0 && spec.datatype().name().equals(datatype) && (elements == null) != (binarySize < 0));
        if (elements != null) {
            PlainJson.require(found.length == 1 || Arrays.equals(found, shape));
            int count = count(found);
            PlainJson.require(count == count(shape));
            binder.bind(new TensorInput(
                    spec,
                    shape,
                    new TensorInput.Packed(elements, count * spec.datatype().size())));
        } else {
            binder.bindRaw(spec, shape, tail.take(spec.name(), binarySize));
        }
    }

    private long[] shape() throws UnusualException {
        long[] dims = new long[MOST_DIMS];
        int rank = 0;
        json.expect('[');
        do {
            PlainJson.require(rank < MOST_DIMS);
            dims[rank++] = json.whole();
        } while (json.more(']'));
        return Arrays.copyOf(dims, rank);
    }

    private static int count(long[] dims) throws UnusualException {
        long count = 1;
        for (long dim : dims) {
            count *= dim;
            PlainJson.require(count <= Integer.MAX_VALUE);
        }
        return (int) count;
    }

    private int binarySize() throws UnusualException {
        json.expect('{');
        PlainJson.require(json.field(BINARY_DATA_SIZE));
        int size = json.whole();
        json.expect('}');
        return size;
    }

    private boolean flag(byte[] name) throws UnusualException {
        json.expect('{');
        PlainJson.require(json.field(name));
        boolean value = json.bool();
        json.expect('}');
        return value;
    }

    private void outputs() throws UnusualException, RequestException {
        json.expect('[');
        do {
            json.expect('{');
            PlainJson.require(json.field(NAME));
            String name = json.string();
            binder.want(name);
            if (json.more('}')) {
                PlainJson.require(json.field(PARAMETERS));
                outputs.wish(name, flag(BINARY_DATA));
                json.expect('}');
            }
        } while (json.more(']'));
    }
}
