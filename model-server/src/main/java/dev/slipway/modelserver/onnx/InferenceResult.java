package dev.slipway.modelserver.onnx;

import java.util.List;

/** The answer of one run. Closing it gives the memory of its tensors back, which no collector sees. */
public final class InferenceResult implements AutoCloseable {
    private final List<OutputTensor> outputs;
    private final Borrowed memory;

    /** An answer whose tensors lie in this memory. */
    public InferenceResult(List<OutputTensor> outputs, Borrowed memory) {
        this.outputs = outputs;
        this.memory = memory;
    }

    /** The tensors in the order that was asked for. */
    public List<OutputTensor> outputs() {
        return outputs;
    }

    @Override
    public void close() {
        memory.close();
    }
}
