package dev.slipway.modelserver.http;

import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects the tensors of one request against the model's inputs: each exactly once, each with a shape that fits. */
final class InputBinder implements AutoCloseable {
    private final ModelSignature signature;
    private final ScratchPool pool;
    private final @Nullable TensorInput[] bound;
    private final List<ElementSink> sinks = new ArrayList<>(1);
    private boolean handedOver;

    InputBinder(ModelSignature signature, ScratchPool pool) {
        this.signature = signature;
        this.pool = pool;
        this.bound = new TensorInput[signature.inputs().size()];
    }

    /** The input of this name. */
    TensorSpec spec(String name) throws RequestException {
        for (TensorSpec input : signature.inputs()) {
            if (input.name().equals(name)) {
                return input;
            }
        }
        throw RequestException.badRequest("The model has no input '%s'; it takes %s.", name, describeInputs());
    }

    /** A sink whose memory lives as long as the request. */
    ElementSink sink(TensorSpec input) {
        ElementSink sink = ElementSink.of(input, pool);
        sinks.add(sink);
        return sink;
    }

    /** Binds a finished tensor. */
    void bind(ElementSink sink, long[] dims) throws RequestException {
        TensorSpec input = sink.spec();
        if (!input.accepts(dims)) {
            throw RequestException.badRequest(
                    "Input '%s' has the shape %s; it must be %s.", input.name(), Arrays.toString(dims), input.shape());
        }
        if (sink.count() == 0) {
            throw RequestException.badRequest(
                    "Input '%s' has the shape %s, which holds no element.", input.name(), Arrays.toString(dims));
        }
        int index = signature.inputs().indexOf(input);
        if (bound[index] != null) {
            throw RequestException.badRequest("Input '%s' is given twice.", input.name());
        }
        bound[index] = sink.tensor(dims);
    }

    /** The whole request; from here the call owns the memory. */
    InferenceCall call(String id, java.util.Set<String> outputs, boolean rowwise) throws RequestException {
        List<TensorInput> inputs = new ArrayList<>(bound.length);
        for (int i = 0; i < bound.length; i++) {
            TensorInput input = bound[i];
            if (input == null) {
                throw RequestException.badRequest(
                        "Input '%s' is missing; the model takes %s.",
                        signature.inputs().get(i).name(), describeInputs());
            }
            inputs.add(input);
        }
        handedOver = true;
        return new InferenceCall(id, inputs, outputs, rowwise, sinks);
    }

    @Override
    public void close() {
        if (!handedOver) {
            sinks.forEach(ElementSink::close);
        }
    }

    private String describeInputs() {
        return signature.inputs().stream()
                .limit(16)
                .map(input -> input.name() + " " + input.datatype() + " " + input.shape())
                .collect(Collectors.joining(", "));
    }
}
