package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.ServedAs;
import dev.slipway.modelserver.metrics.ModelStatistics;
import dev.slipway.modelserver.metrics.ModelStatistics.Batch;
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
    private static final Duration NONE = new Duration(0, 0);

    private final String name;
    private final ModelSignature signature;

    V2Documents(String name, ModelSignature signature) {
        this.name = name;
        this.signature = signature;
    }

    static String server(String version) {
        return ServedAs.EXTENSIONS.stream()
                .map(JsonText::quote)
                .collect(Collectors.joining(
                        ",",
                        "{\"name\":\"" + ServedAs.SERVER + "\",\"version\":" + JsonText.quote(version)
                                + ",\"extensions\":[",
                        "]}"));
    }

    String metadata() {
        return "{\"name\":" + JsonText.quote(name) + ",\"versions\":[\"" + ModelRoutes.VERSION
                + "\"],\"platform\":\"" + ServedAs.PLATFORM + "\",\"inputs\":" + metadata(signature.inputs())
                + ",\"outputs\":"
                + metadata(signature.outputs()) + "}";
    }

    /** Batches are a dimension of the shape like any other here, so {@code max_batch_size} is 0. */
    String config() {
        return "{\"name\":" + JsonText.quote(name)
                + ",\"platform\":\"" + ServedAs.CONFIG_PLATFORM + "\",\"backend\":\"" + ServedAs.CONFIG_BACKEND
                + "\",\"runtime\":\"\","
                + "\"version_policy\":{\"specific\":{\"versions\":[" + ModelRoutes.VERSION + "]}},"
                + "\"max_batch_size\":0,\"input\":" + config(signature.inputs()) + ",\"output\":"
                + config(signature.outputs())
                + ",\"default_model_filename\":\"model.onnx\",\"instance_group\":[],\"parameters\":{}}";
    }

    String index(boolean ready) {
        return "[{\"name\":" + JsonText.quote(name) + ",\"version\":\"" + ModelRoutes.VERSION + "\",\"state\":\""
                + (ready ? "READY" : "UNAVAILABLE") + "\",\"reason\":\"" + (ready ? "" : ServedAs.DRAINING) + "\"}]";
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
                + duration("cache_hit", statistics.cacheHit()) + "," + duration("cache_miss", statistics.cacheMiss())
                + "},\"response_stats\":{},\"batch_stats\":"
                + statistics.batches().stream().map(V2Documents::batch).collect(Collectors.joining(",", "[", "]"))
                + ",\"memory_usage\":[]}]}";
    }

    /** What is done before and after a run is done for each request, so there is none of it to tell by batch. */
    private static String batch(Batch batch) {
        return "{\"batch_size\":" + batch.rows() + "," + duration("compute_input", NONE) + ","
                + duration("compute_infer", batch.infer()) + "," + duration("compute_output", NONE) + "}";
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
