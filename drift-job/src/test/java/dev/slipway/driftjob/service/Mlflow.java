package dev.slipway.driftjob.service;

import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a training writes into MLflow, over its REST API. */
public record Mlflow(String url) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public void model(String name) throws IOException, InterruptedException {
        post("registered-models/create", Map.of("name", name));
    }

    /** Registers a file as a new version; its number. */
    public String version(String model, Path file) throws IOException, InterruptedException {
        String run = text(post("runs/create", Map.of("experiment_id", "0")), "run", "info", "run_id");
        String artifacts = "0/" + run + "/artifacts/model";
        upload(artifacts + "/MLmodel", "flavors:\n  onnx:\n    data: model.onnx\n".getBytes(StandardCharsets.UTF_8));
        upload(artifacts + "/model.onnx", Files.readAllBytes(file));
        return text(
                post(
                        "model-versions/create",
                        Map.of("name", model, "source", "mlflow-artifacts:/" + artifacts, "run_id", run)),
                "model_version",
                "version");
    }

    public void alias(String model, String alias, String version) throws IOException, InterruptedException {
        post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version));
    }

    public String alias(String model, String alias) throws IOException, InterruptedException {
        return text(get("registered-models/alias?name=" + model + "&alias=" + alias), "model_version", "version");
    }

    public Map<String, String> tags(String model, String version) throws IOException, InterruptedException {
        Map<?, ?> found = (Map<?, ?>) Objects.requireNonNull(
                get("model-versions/get?name=" + model + "&version=" + version).get("model_version"));
        return ((List<?>) Objects.requireNonNull(found.get("tags")))
                .stream()
                        .map(tag -> (Map<?, ?>) tag)
                        .collect(Collectors.toMap(
                                tag -> String.valueOf(tag.get("key")), tag -> String.valueOf(tag.get("value"))));
    }

    private static String text(Map<?, ?> answer, String... path) {
        Object value = answer;
        for (String field : path) {
            value = Objects.requireNonNull(((Map<?, ?>) value).get(field));
        }
        return String.valueOf(value);
    }

    private void upload(String path, byte[] content) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow-artifacts/artifacts/" + path))
                .PUT(BodyPublishers.ofByteArray(content)));
    }

    private Map<?, ?> get(String call) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + call)));
    }

    private Map<?, ?> post(String call, Map<String, String> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + call))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JsonTree.write(body))));
    }

    private static Map<?, ?> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + text);
        }
        return !text.isEmpty() && JsonDocument.read(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
    }
}
