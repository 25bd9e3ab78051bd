package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.TensorInput;
import java.util.List;
import java.util.Set;

/**
 * Tensors for one run of the model. Made by {@link InputBinder}, which has checked them against the signature.
 *
 * @param id what the client or the server called the request; may be empty
 * @param inputs one tensor per input of the model, in the model's order
 * @param outputs names of wanted outputs in the order of the answer
 * @param scheduling how it may wait
 * @param memory what lies behind the inputs, given back when the request is over
 */
public record InferenceRequest(
        String id, List<TensorInput> inputs, Set<String> outputs, Scheduling scheduling, List<Borrowed> memory)
        implements AutoCloseable {

    /** The elements of all inputs together, which is what the cost of a run is scaled by. */
    public long elementCount() {
        long count = 0;
        for (int i = 0; i < inputs.size(); i++) {
            count += inputs.get(i).elementCount();
        }
        return count;
    }

    /** Rows of the first input, which is what {@code nv_inference_count} counts. */
    public long rows() {
        return inputs.isEmpty() ? 1 : inputs.getFirst().rows();
    }

    @Override
    public void close() {
        for (int i = 0; i < memory.size(); i++) {
            memory.get(i).close();
        }
    }
}
