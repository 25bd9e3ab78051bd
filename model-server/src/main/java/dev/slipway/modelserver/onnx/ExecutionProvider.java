package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * Where ONNX Runtime computes. A provider that is wished for and not there is passed over, and the status says why.
 *
 * @param name CUDA or CPU
 * @param reason why a provider that stands before it in the order is not used; empty when it is the first
 */
public record ExecutionProvider(String name, String reason) {
    private static final String CPU = "CPU";

    /** No device of its own. */
    public boolean onProcessor() {
        return name.equals(CPU);
    }

    /** Adds the provider to a session's options. */
    static void add(String name, OrtSession.SessionOptions options) throws OrtException {
        if (!name.equals(CPU)) {
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
                cuda.add("arena_extend_strategy", "kSameAsRequested");
                cuda.add("cudnn_conv_algo_search", "HEURISTIC");
                options.addCUDA(cuda);
            }
        }
    }
}
