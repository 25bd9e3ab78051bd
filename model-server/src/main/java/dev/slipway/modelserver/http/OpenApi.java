package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The OpenAPI 3.1 description of one model: its paths with the real names, datatypes and shapes of its tensors, and for
 * each request an example that works as it stands.
 */
final class OpenApi {
    private static final String ERROR =
            "{\"description\":\"An error, in one sentence\",\"content\":{\"application/json\":{\"schema\":"
                    + "{\"type\":\"object\",\"properties\":{\"error\":{\"type\":\"string\"}},\"required\":[\"error\"]}}}}";

    /** An image of zeros tells nobody anything. */
    private static final int LARGEST_EXAMPLE = 100_000;

    private final String name;
    private final ModelSignature signature;
    private final String value;
    private final String example;

    private OpenApi(String name, ModelSignature signature, int value) {
        this.name = name;
        this.signature = signature;
        this.value = String.valueOf(value);
        this.example = SignatureExample.v2(signature, value);
    }

    /** The document; {@code value} everywhere is an input on which the model runs. */
    static String document(
            String name, String serverVersion, ModelSignature signature, Protocols protocols, int value) {
        return new OpenApi(name, signature, value).write(serverVersion, protocols);
    }

    private String write(String version, Protocols protocols) {
        List<String> paths = new ArrayList<>();
        boolean rows =
                signature.inputs().stream().noneMatch(input -> input.shape().isEmpty());
        if (protocols.v2()) {
            paths.add(post("/v2/models/" + name + "/infer", "Inference (Open Inference Protocol)", infer(), example));
            paths.add(get("/v2/models/" + name, "Metadata"));
            paths.add(get("/v2/models/" + name + "/ready", "Readiness"));
        }
        if (rows) {
            String list = "{\"instances\":[" + row() + "]}";
            if (protocols.v1()) {
                paths.add(post("/v1/models/" + name + ":predict", "Prediction (KServe V1)", list("instances"), list));
            }
            paths.add(post("/predict", "Prediction for one row", any("features"), "{\"features\":" + row() + "}"));
            paths.add(post("/batch_predict", "Prediction for many rows", list("instances"), list));
        }
        return "{\"openapi\":\"3.1.0\",\"info\":{\"title\":" + JsonText.quote("Model " + name) + ",\"version\":"
                + JsonText.quote(ModelRoutes.VERSION) + ",\"description\":"
                + JsonText.quote("Served by slipway-model-server " + version) + "},\"paths\":{"
                + String.join(",", paths) + "}}";
    }

    private static String post(String path, String summary, String schema, String example) {
        return JsonText.quote(path) + ":{\"post\":{\"summary\":" + JsonText.quote(summary)
                + ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" + schema
                + (example.length() > LARGEST_EXAMPLE ? "" : ",\"example\":" + example) + "}}},\"responses\":{\"200\":"
                + ok() + ",\"400\":" + ERROR
                + ",\"429\":" + ERROR + "}}}";
    }

    private static String get(String path, String summary) {
        return JsonText.quote(path) + ":{\"get\":{\"summary\":" + JsonText.quote(summary) + ",\"responses\":{\"200\":"
                + ok() + "}}}";
    }

    private static String ok() {
        return "{\"description\":\"The answer\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}}";
    }

    private static String any(String field) {
        return "{\"type\":\"object\",\"properties\":{\"" + field + "\":{}},\"required\":[\"" + field + "\"]}";
    }

    private static String list(String field) {
        return "{\"type\":\"object\",\"properties\":{\"" + field
                + "\":{\"type\":\"array\",\"minItems\":1}},\"required\":[\"" + field + "\"]}";
    }

    private String infer() {
        String inputs = signature.inputs().stream().map(OpenApi::input).collect(Collectors.joining(","));
        String outputs = signature.outputs().stream()
                .map(output -> JsonText.quote(output.name()))
                .collect(Collectors.joining(","));
        int count = signature.inputs().size();
        return "{\"type\":\"object\",\"required\":[\"inputs\"],\"properties\":{\"id\":{\"type\":\"string\"},"
                + "\"parameters\":{\"type\":\"object\"},\"inputs\":{\"type\":\"array\",\"minItems\":" + count
                + ",\"maxItems\":" + count + (count == 0 ? "" : ",\"items\":{\"oneOf\":[" + inputs + "]}")
                + "},\"outputs\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"name\"],"
                + "\"properties\":{\"name\":{\"enum\":[" + outputs + "]}}}}}}";
    }

    private static String input(TensorSpec input) {
        String sizes = input.shape().stream()
                .map(size -> size < 0 ? "{\"type\":\"integer\",\"minimum\":1}" : "{\"const\":" + size + "}")
                .collect(Collectors.joining(","));
        int rank = input.shape().size();
        return "{\"type\":\"object\",\"required\":[\"name\",\"datatype\",\"shape\",\"data\"],\"properties\":{"
                + "\"name\":{\"const\":" + JsonText.quote(input.name()) + "},\"datatype\":{\"const\":\""
                + input.datatype() + "\"},\"shape\":{\"type\":\"array\",\"minItems\":" + rank + ",\"maxItems\":" + rank
                + (rank == 0 ? "" : ",\"prefixItems\":[" + sizes + "]") + "},\"data\":{\"type\":\"array\"}}}";
    }

    /** One row as V1 takes it. */
    private String row() {
        List<TensorSpec> inputs = signature.inputs();
        return inputs.size() == 1
                ? nested(inputs.getFirst(), 1)
                : inputs.stream()
                        .map(input -> JsonText.quote(input.name()) + ":" + nested(input, 1))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private String nested(TensorSpec input, int depth) {
        if (depth == input.shape().size()) {
            return input.datatype() == DataType.BYTES ? JsonText.quote(value) : value;
        }
        int size = (int) Math.max(1, input.shape().get(depth));
        return "[" + String.join(",", Collections.nCopies(size, nested(input, depth + 1))) + "]";
    }
}
