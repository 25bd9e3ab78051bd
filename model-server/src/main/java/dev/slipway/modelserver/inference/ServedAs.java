package dev.slipway.modelserver.inference;

import java.util.List;

/** What a server of the V2 protocol says of itself, the same over REST and gRPC. */
public final class ServedAs {
    /** The server's name in its metadata. */
    public static final String SERVER = "slipway-model-server";

    /** Triton's extensions that it has; {@code binary_tensor_data} is raw contents in gRPC. */
    public static final List<String> EXTENSIONS = List.of(
            "classification",
            "model_repository",
            "model_configuration",
            "binary_tensor_data",
            "parameters",
            "statistics");

    /** How a model's metadata name ONNX: the Open Inference Protocol's word. */
    public static final String PLATFORM = "onnx_onnxv1";

    /** How a model's configuration names it: Triton's word. */
    public static final String CONFIG_PLATFORM = "onnxruntime_onnx";

    /** The backend in a model's configuration. */
    public static final String CONFIG_BACKEND = "onnxruntime";

    /** Why a repository does not have its model ready. */
    public static final String DRAINING = "The server is shutting down.";

    private ServedAs() {}
}
