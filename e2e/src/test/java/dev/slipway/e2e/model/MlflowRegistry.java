package dev.slipway.e2e.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a training writes into MLflow, over its REST API: versions of a model, and the alias that names the best. */
public final class MlflowRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ML_MODEL = """
            flavors:
              onnx:
                data: model.onnx
                onnx_version: 1.19.0
            """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    public MlflowRegistry(String url) {
        this.url = url;
    }

    /** Makes the model known; {@link #version} adds to it. */
    public void model(String name) throws IOException, InterruptedException {
        post("registered-models/create", Map.of("name", name));
    }

    /** Uploads a file as the artifact of a run, and registers it as a new version; its number. */
    public String version(String model, ModelFile file) throws IOException, InterruptedException {
        var run = post("runs/create", Map.of("experiment_id", "0"))
                .path("run")
                .path("info")
                .path("run_id")
                .asText();
        var folder = "0/" + run + "/artifacts/model";
        upload(folder + "/MLmodel", ML_MODEL.getBytes(StandardCharsets.UTF_8));
        upload(folder + "/model.onnx", file.bytes());
        var version = Map.of("name", model, "source", "mlflow-artifacts:/" + folder, "run_id", run);
        return post("model-versions/create", version)
                .path("model_version")
                .path("version")
                .asText();
    }

    public void alias(String model, String alias, String version) throws IOException, InterruptedException {
        post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version));
    }

    private void upload(String path, byte[] content) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow-artifacts/artifacts/" + path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build());
    }

    private JsonNode post(String call, Map<String, String> body) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + call))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build()));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
