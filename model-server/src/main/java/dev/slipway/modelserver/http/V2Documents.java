package dev.slipway.modelserver.http;

import dev.slipway.modelserver.metrics.ModelStatistics;
import dev.slipway.modelserver.metrics.ModelStatistics.Duration;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the V2 protocol and Triton's extensions tell of a model: metadata, configuration, statistics, repository index.
 * Sources: Open Inference Protocol; Triton, "Model Configuration", "Statistics" and "Model Repository" extensions.
 */
final class V2Documents {
    private static final String EXTENSIONS = List.of(
                    "classification",
                    "model_repository",
                    "model_configuration",
                    "binary_tensor_data",
                    "parameters",
                    "statistics")
            .stream()
            .map(JsonText::quote)
            .collect(Collectors.joining(","));

    private final String name;
    private final ModelSignature signature;

    V2Documents(String name, ModelSignature signature) {
        this.name = name;
        this.signature = signature;
    }

    static String server(String version) {
        return "{\"name\":\"slipway-model-server\",\"version\":" + JsonText.quote(version) + ",\"extensions\":["
                + EXTENSIONS + "]}";
    }

    String metadata() {
        return "{\"name\":" + JsonText.quote(name) + ",\"versions\":[\"" + ModelRoutes.VERSION
                + "\"],\"platform\":\"onnx_onnxv1\",\"inputs\":" + metadata(signature.inputs()) + ",\"outputs\":"
                + metadata(signature.outputs()) + "}";
    }

    /** Batches are a dimension of the shape like any other here, so {@code max_batch_size} is 0. */
    String config() {
        return "{\"name\":" + JsonText.quote(name)
                + ",\"platform\":\"onnxruntime_onnx\",\"backend\":\"onnxruntime\",\"runtime\":\"\","
                + "\"version_policy\":{\"specific\":{\"versions\":[" + ModelRoutes.VERSION + "]}},"
                + "\"max_batch_size\":0,\"input\":" + config(signature.inputs()) + ",\"output\":"
                + config(signature.outputs())
                + ",\"default_model_filename\":\"model.onnx\",\"instance_group\":[],\"parameters\":{}}";
    }

    String index() {
        return "[{\"name\":" + JsonText.quote(name) + ",\"version\":\"" + ModelRoutes.VERSION
                + "\",\"state\":\"READY\",\"reason\":\"\"}]";
    }

    String statistics(ModelStatistics statistics) {
        return "{\"model_stats\":[{\"name\":" + JsonText.quote(name) + ",\"version\":\"" + ModelRoutes.VERSION
                + "\",\"last_inference\":" + statistics.lastInferenceMillis() + ",\"inference_count\":"
                + statistics.inferenceCount() + ",\"execution_count\":" + statistics.executionCount()
                + ",\"inference_stats\":{" + duration("success", statistics.success()) + ","
                + duration("fail", statistics.fail()) + "," + duration("queue", statistics.queue()) + ","
                + duration("compute_input", statistics.computeInput()) + ","
                + duration("compute_infer", statistics.computeInfer()) + ","
                + duration("compute_output", statistics.computeOutput()) + ","
                + duration("cache_hit", new Duration(0, 0)) + "," + duration("cache_miss", new Duration(0, 0))
                + "},\"response_stats\":{},\"batch_stats\":[],\"memory_usage\":[]}]}";
    }

    private static String duration(String field, Duration duration) {
        return "\"" + field + "\":{\"count\":" + duration.count() + ",\"ns\":" + duration.nanos() + "}";
    }

    private static String metadata(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String config(List<TensorSpec> tensors) {
        return tensors.stream().map(V2Documents::config).collect(Collectors.joining(",", "[", "]"));
    }

    private static String config(TensorSpec tensor) {
        String type = tensor.datatype() == DataType.BYTES
                ? "STRING"
                : tensor.datatype().name();
        return "{\"name\":" + JsonText.quote(tensor.name()) + ",\"data_type\":\"TYPE_" + type + "\",\"dims\":"
                + tensor.shape().toString().replace(" ", "") + "}";
    }
}
