package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.config.RetrainConfig.ApiVersion;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebClient;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.secret.MountedSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Airflow's REST API. Version 2 has {@code /api/v1} and takes a user's password with each call; version 3 has {@code /api/v2}
 * and gives a token for it, which it takes for a day.
 */
final class AirflowApi implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String JSON = "application/json";

    private final String base;
    private final Optional<Path> secret;
    private final WebClient client;
    private final TrainerAnswers answers;
    private ApiVersion version;
    private Optional<String> token = Optional.empty();

    AirflowApi(String base, ApiVersion version, Optional<Path> secret, TrainerAnswers answers) throws FailureException {
        this.base = base;
        this.version = version;
        this.secret = secret;
        this.answers = answers;
        this.client = new WebClient(WebSecret.trust(secret));
    }

    /** Which of the two answers here. */
    ApiVersion version() throws WebException, FailureException {
        if (version == ApiVersion.auto) {
            if (knows("/api/v2/version")) {
                version = ApiVersion.v2;
            } else if (knows("/api/v1/version")) {
                version = ApiVersion.v1;
            } else {
                throw new FailureException(
                        Reason.TrainerRefused,
                        "%s has neither /api/v2 nor /api/v1: it is no Airflow of version 2 or 3."
                                .formatted(answers.shown()));
            }
        }
        return version;
    }

    private boolean knows(String path) throws WebException {
        WebAnswer answer = client.send(WebClient.Request.get(URI.create(base + path), Map.of()), LIMIT);
        if (answer.status() == 200) {
            return answer.object().get("version") instanceof String;
        }
        boolean asks = answer.status() == 401 || answer.status() == 403;
        boolean absent = answer.status() == 404 || answer.status() / 100 == 3;
        if (!asks && !absent) {
            throw new WebException("answered " + answer.status() + " for its version");
        }
        return asks;
    }

    /** Asks; the answer, whatever its status. */
    WebAnswer ask(String method, String path, Map<String, Object> body) throws WebException, FailureException {
        String api = base + "/api/" + version() + "/";
        WebAnswer answer = send(method, api + path, body, login());
        if (answer.status() == 401 && token.isPresent()) {
            token = Optional.empty();
            answer = send(method, api + path, body, login());
        }
        return answer;
    }

    private WebAnswer send(String method, String address, Map<String, Object> body, Map<String, String> login)
            throws WebException {
        Map<String, String> headers = new HashMap<>(login);
        headers.put("Accept", JSON);
        headers.put("Content-Type", JSON);
        byte[] content = body.isEmpty() ? new byte[0] : json(body);
        return client.send(new WebClient.Request(method, URI.create(address), headers, content), LIMIT);
    }

    private static byte[] json(Map<String, Object> body) {
        try {
            return JsonTree.write(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> login() throws WebException, FailureException {
        boolean password = secret.isPresent()
                && Files.exists(secret.get().resolve("username"))
                && !Files.exists(secret.get().resolve("token"));
        if (!password || version == ApiVersion.v1) {
            return WebSecret.headers(secret);
        }
        if (token.isEmpty()) {
            token = Optional.of(newToken(secret.get()));
        }
        return Map.of("Authorization", "Bearer " + token.get());
    }

    private String newToken(Path directory) throws WebException, FailureException {
        MountedSecret mounted = MountedSecret.open(directory, WebSecret.name(directory), "username and password");
        Map<String, Object> user = Map.of("username", mounted.value("username"), "password", mounted.value("password"));
        WebAnswer answer = send("POST", base + "/auth/token", user, Map.of());
        if (!answer.accepted()) {
            throw answers.refused(answer, "a token");
        }
        if (answer.object().get("access_token") instanceof String text && text.matches("[\\x21-\\x7e]{1,8192}")) {
            return text;
        }
        throw new FailureException(
                CommonReason.AccessDenied,
                "%s answered without an access_token for the user of the Secret %s."
                        .formatted(answers.shown(), WebSecret.name(directory)));
    }

    @Override
    public void close() {
        client.close();
    }
}
