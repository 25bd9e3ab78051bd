package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory of ours that ONNX Runtime writes its answer to: nothing is allocated, copied or freed for a run. One set serves
 * one run at a time.
 */
final class PinnedOutputs {
    private final Map<String, OnnxTensor> tensors;
    private final List<OutputTensor> outputs;

    private PinnedOutputs(Map<String, OnnxTensor> tensors, List<OutputTensor> outputs) {
        this.tensors = tensors;
        this.outputs = outputs;
    }

    /** Memory for outputs of these shapes. */
    static PinnedOutputs allocate(OrtEnvironment environment, List<OutputTensor> like) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        List<OutputTensor> outputs = new ArrayList<>(like.size());
        for (OutputTensor output : like) {
            TensorSpec spec = output.spec();
            long[] dims = output.dims();
            ByteBuffer bytes = ByteBuffer.allocateDirect(
                            output.elementCount() * spec.datatype().size())
                    .order(ByteOrder.nativeOrder());
            tensors.put(
                    spec.name(),
                    OnnxTensor.createTensor(
                            environment, bytes, dims, spec.datatype().java()));
            outputs.add(new OutputTensor(spec, dims, bytes, List.of()));
        }
        return new PinnedOutputs(tensors, outputs);
    }

    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    List<OutputTensor> outputs() {
        return outputs;
    }

    void release() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
