package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;

/** Takes JSON scalars one by one and lays them out as the elements of one tensor. */
public abstract class ElementSink implements Borrowed {
    private static final int SHOWN = 40;

    private final TensorSpec spec;
    private int next;
    private int count;

    ElementSink(TensorSpec spec) {
        this.spec = spec;
    }

    /** The sink for a tensor's datatype. */
    public static ElementSink of(TensorSpec spec, ScratchPool pool) {
        return switch (spec.datatype()) {
            case FP32, FP64, FP16, BF16 -> new FloatingSink(spec, pool);
            case BYTES -> new StringSink(spec, pool);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> new IntegerSink(spec, pool);
        };
    }

    /** Appends the scalar on which the parser stands. */
    public final void accept(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        store(parser, token);
        next++;
        if (next > count) {
            count = next;
        }
    }

    /** Continues at this element, for columns that arrive in another order. */
    public void seek(int element) {
        next = element;
    }

    /** How many elements the tensor has so far. */
    public final int count() {
        return count;
    }

    /** What the elements are for. */
    public final TensorSpec spec() {
        return spec;
    }

    /** The elements as a tensor of these sizes. */
    public final TensorInput tensor(long[] dims) {
        return new TensorInput(spec, dims, elements());
    }

    /** Gives borrowed memory back; the tensor must not be used any more. */
    @Override
    public abstract void close();

    abstract void store(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException;

    abstract TensorInput.Elements elements();

    final int index() {
        return next;
    }

    final InvalidTensorException refuse(JsonParser parser, JsonToken token, String expected) throws IOException {
        String shown =
                switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "a list";
                    case VALUE_STRING -> "\"" + shorten(parser.getText()) + "\"";
                    default -> shorten(parser.getText());
                };
        return new InvalidTensorException("Input '%s': element %d is %s; %s takes %s."
                .formatted(spec.name(), next, shown, spec.datatype(), expected));
    }

    private static String shorten(String text) {
        return JsonText.shortened(text, SHOWN);
    }
}
