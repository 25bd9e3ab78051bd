package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.PercentEncoding;
import dev.slipway.workload.objectstore.StoreRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an MLflow tracking server, of version 2 or 3, where the files of a model's version are, and for the files that it
 * hands out itself; moves aliases and writes tags. The {@code source} of a version is never read: since version 3 it is no address. Source of the calls:
 * MLflow's REST API, {@code model-versions/get-download-uri} and {@code mlflow-artifacts}.
 */
public final class MlflowRegistry {
    private static final String API = "/api/2.0/mlflow/";
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";

    private final String base;
    private final Credentials credentials;
    private final String secretField;
    private final HttpExchange exchange;
    private final HttpTimeouts timeouts;

    /**
     * The server at this address.
     *
     * @param secretField the field that names the Secret, for messages
     */
    public MlflowRegistry(
            URI base, Credentials credentials, String secretField, HttpExchange exchange, HttpTimeouts timeouts) {
        this.base = base.toString().replaceAll("/+$", "");
        this.secretField = secretField;
        this.credentials = credentials;
        this.exchange = exchange;
        this.timeouts = timeouts;
    }

    /** Where the folder of this version's files is: {@code mlflow-artifacts:}, {@code s3:}, {@code http:} or a path. */
    public String location(MlflowUri model) throws FailureException {
        String version = model.version().isEmpty() ? versionOf(model) : model.version();
        String wanted = "version %s of the model %s".formatted(version, model.name());
        String query = "?name=" + PercentEncoding.component(model.name()) + "&version=" + version;
        checkReady(ask("model-versions/get" + query, wanted), wanted);
        String uri = text(ask("model-versions/get-download-uri" + query, wanted), wanted, "artifact_uri");
        return uri.startsWith("models:/m-") ? ofLoggedModel(uri.substring("models:/".length()), wanted) : uri;
    }

    /** The version that an alias of a model names; empty where there is no such alias, or no such model. */
    public Optional<String> version(String model, String alias) throws FailureException {
        try {
            return Optional.of(versionOf(new MlflowUri(model, alias, "")));
        } catch (FailureException e) {
            if (e.failure().reason() == CommonReason.ArtifactNotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Lets an alias name a version, whatever it named before: MLflow knows no condition here. */
    public void point(String model, String alias, String version) throws FailureException {
        post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version), model, version);
    }

    /** Writes a tag of a version, over what was there. */
    public void tag(String model, String version, String key, String value) throws FailureException {
        post(
                "model-versions/set-tag",
                Map.of("name", model, "version", version, "key", key, "value", value),
                model,
                version);
    }

    private void post(String call, Map<String, String> body, String model, String version) throws FailureException {
        String wanted = "version %s of the model %s".formatted(version, model);
        try {
            json(
                    new StoreRequest(
                            "POST",
                            URI.create(base + API + call),
                            Map.of("content-type", "application/json"),
                            ByteBuffer.wrap(JsonTree.write(body))),
                    wanted);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String versionOf(MlflowUri model) throws FailureException {
        String wanted = "alias %s of the model %s".formatted(model.alias(), model.name());
        String query = "?name=" + PercentEncoding.component(model.name()) + "&alias="
                + PercentEncoding.component(model.alias());
        String version = text(ask("registered-models/alias" + query, wanted), wanted, "model_version", "version");
        if (!version.matches("[0-9]{1,18}")) {
            throw store(wanted).unreachable("answered a version that is no number for %s.".formatted(wanted));
        }
        return version;
    }

    /** A version that is being copied, or whose copy failed, has no files that can be trusted. */
    private void checkReady(Object answer, String wanted) throws FailureException {
        String status = find(answer, "model_version", "status").orElse("READY");
        if (!status.equals("READY")) {
            throw new FailureException(
                    CommonReason.ArtifactUnavailable,
                    "The registry %s says of %s: %s. Register it again if it stays so."
                            .formatted(base, wanted, status));
        }
    }

    private String ofLoggedModel(String id, String wanted) throws FailureException {
        Object answer = ask("logged-models/" + PercentEncoding.component(id), wanted);
        return text(answer, wanted, "model", "info", "artifact_uri");
    }

    /** The files that the server itself hands out below a path of its artifact root. */
    public ModelFiles proxied(String path) {
        String folder = path.replaceAll("^/+|/+$", "");
        return new RemoteFiles(
                exchange,
                name -> store("the file " + folder + "/" + name),
                timeouts,
                name -> URI.create(base + PROXY + "/" + PercentEncoding.path(folder + "/" + name)),
                () -> list(folder),
                name -> "mlflow-artifacts:/" + folder + "/" + name);
    }

    private List<String> list(String folder) throws FailureException {
        String wanted = "the folder " + folder;
        Object answer =
                json(StoreRequest.get(URI.create(base + PROXY + "?path=" + PercentEncoding.component(folder))), wanted);
        if (answer instanceof Map<?, ?> map && map.get("files") instanceof List<?> files) {
            return files.stream()
                    .filter(file -> file instanceof Map<?, ?> entry && !Boolean.TRUE.equals(entry.get("is_dir")))
                    .map(file -> String.valueOf(((Map<?, ?>) file).get("path")))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .sorted()
                    .toList();
        }
        return List.of();
    }

    private Object ask(String call, String wanted) throws FailureException {
        return json(StoreRequest.get(URI.create(base + API + call)), wanted);
    }

    private Object json(StoreRequest request, String wanted) throws FailureException {
        MlflowStore store = store(wanted);
        byte[] answer;
        try {
            answer = exchange.read(request, store, RemoteFiles.SMALL);
        } catch (FailureException e) {
            throw e.failure().reason() == CommonReason.ArtifactUnavailable
                    ? new FailureException(
                            CommonReason.RegistryUnreachable, e.failure().message(), e)
                    : e;
        }
        try {
            return JsonDocument.read(answer);
        } catch (IOException e) {
            throw store.unreachable("answered something that is no JSON for %s.".formatted(wanted));
        }
    }

    private MlflowStore store(String wanted) {
        return new MlflowStore(base, credentials, secretField, wanted);
    }

    private String text(Object answer, String wanted, String... path) throws FailureException {
        return find(answer, path)
                .orElseThrow(() -> store(wanted)
                        .unreachable("answered without %s for %s.".formatted(String.join(".", path), wanted)));
    }

    private static Optional<String> find(Object answer, String... path) {
        Object value = answer;
        for (String field : path) {
            value = value instanceof Map<?, ?> map && map.get(field) != null ? map.get(field) : "";
        }
        return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
