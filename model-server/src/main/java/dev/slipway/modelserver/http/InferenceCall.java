package dev.slipway.modelserver.http;

import dev.slipway.modelserver.json.ElementSink;
import dev.slipway.modelserver.onnx.TensorInput;
import java.util.List;
import java.util.Set;

/**
 * A decoded request.
 *
 * @param id what the answer repeats (V2)
 * @param inputs one tensor per input of the model
 * @param outputs names in the order of the answer
 * @param rowwise whether the answer must have one entry per row (V1 instances)
 * @param sinks the memory behind the inputs, given back when the call is over
 */
record InferenceCall(String id, List<TensorInput> inputs, Set<String> outputs, boolean rowwise, List<ElementSink> sinks)
        implements AutoCloseable {

    long elementCount() {
        long count = 0;
        for (TensorInput input : inputs) {
            count += input.elementCount();
        }
        return count;
    }

    /** Rows of the first input, which is what {@code nv_inference_count} counts. */
    long rows() {
        return inputs.isEmpty() ? 1 : inputs.getFirst().rows();
    }

    @Override
    public void close() {
        sinks.forEach(ElementSink::close);
    }
}
