package dev.slipway.modelserver.onnx;

import java.util.List;
import java.util.stream.Stream;

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

    /** The same tensors and one more, valid as long as this. */
    public InferenceResult with(OutputTensor more) {
        return new InferenceResult(
                Stream.concat(outputs.stream(), Stream.of(more)).toList(), () -> {});
    }

    @Override
    public void close() {
        memory.close();
    }
}
