package dev.slipway.modelserver.onnx;

import java.util.List;

/** The answer of one run. Closing it frees ONNX Runtime's memory, which no collector sees. */
public final class InferenceResult implements AutoCloseable {
    private final List<OutputTensor> outputs;
    private final ai.onnxruntime.OrtSession.Result result;

    InferenceResult(List<OutputTensor> outputs, ai.onnxruntime.OrtSession.Result result) {
        this.outputs = List.copyOf(outputs);
        this.result = result;
    }

    /** The tensors in the order that was asked for. */
    public List<OutputTensor> outputs() {
        return outputs;
    }

    @Override
    public void close() {
        result.close();
    }
}
