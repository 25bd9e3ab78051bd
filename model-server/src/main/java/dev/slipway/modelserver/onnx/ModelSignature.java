package dev.slipway.modelserver.onnx;

import java.util.List;

/**
 * What a model takes and gives, in the order of its graph.
 *
 * @param inputs the tensors of a request
 * @param outputs the tensors of an answer
 */
public record ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    /** Copies the lists. */
    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
