package dev.slipway.operator.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.operator.modeldeployment.observe.AliasFacts;
import dev.slipway.operator.modeldeployment.observe.AliasFacts.Problem;
import dev.slipway.operator.modeldeployment.observe.ModelAlias;
import dev.slipway.operator.status.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks an MLflow server, of version 2 or 3, which version an alias names: {@code GET registered-models/alias}. An unknown
 * alias is answered 400 and an unknown model 404, both with an {@code error_code}. Messages hold nothing that the server
 * wrote: its address is a user's word, and what answers there need not be an MLflow.
 */
final class RegistryClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final long WHOLE_SECONDS = 10;
    private static final long MAX_ANSWER = 1 << 20;

    private final RegistryCredentials credentials;

    /** Redirects are not followed: credentials go where they were meant to go. */
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    RegistryClient(RegistryCredentials credentials) {
        this.credentials = credentials;
    }

    AliasFacts resolve(ModelAlias alias) throws InterruptedException {
        try {
            var request = request(alias);
            var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER))
                    .get(WHOLE_SECONDS, TimeUnit.SECONDS);
            return read(alias, answer);
        } catch (IllegalArgumentException e) {
            return failed(Reason.INVALID_SPEC, alias.registry() + " is no address of a registry.", true);
        } catch (TimeoutException e) {
            return unreachable(alias, "does not answer in time");
        } catch (ExecutionException e) {
            return unreachable(alias, whyNot(e.getCause()));
        } catch (IOException e) {
            return failed(
                    Reason.INVALID_SECRET,
                    "The credentials that the operator has for " + alias.registry() + " cannot be read.",
                    false);
        }
    }

    private static String whyNot(@Nullable Throwable cause) {
        for (var inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof UnresolvedAddressException) {
                return "cannot be found: no host has this name";
            }
        }
        return cause instanceof ConnectException ? "refuses connections" : "does not answer";
    }

    private HttpRequest request(ModelAlias alias) throws IOException {
        var query = "?name=" + encoded(alias.model()) + "&alias=" + encoded(alias.alias());
        var request = HttpRequest.newBuilder(
                        URI.create(alias.registry() + "/api/2.0/mlflow/registered-models/alias" + query))
                .timeout(Duration.ofSeconds(WHOLE_SECONDS))
                .header("User-Agent", "slipway-operator");
        credentials.authorization(alias.registry()).ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private AliasFacts read(ModelAlias alias, HttpResponse<String> answer) {
        var status = answer.statusCode();
        var body = tree(answer.body());
        return switch (status) {
            case 200 -> version(alias, body.path("model_version"));
            case 400, 404 ->
                body.path("error_code").isTextual()
                        ? failed(
                                Reason.ARTIFACT_NOT_FOUND,
                                "The registry %s knows no alias %s of a model %s. Set it, or correct spec.model.uri."
                                        .formatted(alias.registry(), alias.alias(), alias.model()),
                                true)
                        : unreachable(alias, "answers " + status + " and is no MLflow server");
            case 401, 403 -> failed(Reason.ACCESS_DENIED, denied(alias, status), true);
            default -> unreachable(alias, "answers " + status);
        };
    }

    private String denied(ModelAlias alias, int status) {
        return "The registry %s answers %d: %s"
                .formatted(
                        alias.registry(),
                        status,
                        credentials.knows(alias.registry())
                                ? "the operator's credentials are not accepted."
                                : "give the operator credentials (Helm value registry.credentials), or name a version.");
    }

    private static AliasFacts version(ModelAlias alias, JsonNode version) {
        var number = version.path("version").asText();
        if (!number.matches("[0-9]{1,18}")) {
            return unreachable(alias, "answers without a version");
        }
        var state = version.path("status").asText("READY");
        return state.equals("READY")
                ? new AliasFacts(Optional.of(number), Optional.empty())
                : failed(
                        Reason.ARTIFACT_UNAVAILABLE,
                        "Version %s of %s is not ready in the registry.".formatted(number, alias.model()),
                        false);
    }

    private static AliasFacts unreachable(ModelAlias alias, String what) {
        return failed(Reason.REGISTRY_UNREACHABLE, "The registry " + alias.registry() + " " + what + ".", false);
    }

    private static AliasFacts failed(Reason reason, String message, boolean definite) {
        return new AliasFacts(Optional.empty(), Optional.of(new Problem(reason, message, definite)));
    }

    private static JsonNode tree(String body) {
        try {
            var tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
