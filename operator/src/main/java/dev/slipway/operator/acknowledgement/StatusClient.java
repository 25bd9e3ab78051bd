package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.operator.model.ShortText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code GET /status} of a process of ours: {@code configHash}, and {@code configError} where it refuses what it sees. */
final class StatusClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int PORT = 9000;
    private static final long MAX_ANSWER = 1 << 20;
    private static final int MAX_TEXT = 256;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** What it says; empty where it does not answer as a process of ours does. */
    Optional<JsonNode> status(String address) throws InterruptedException {
        try {
            var host = address.contains(":") ? "[" + address + "]" : address;
            var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + PORT + "/status"))
                    .timeout(PATIENCE)
                    .header("User-Agent", "slipway-operator")
                    .build();
            var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IllegalArgumentException | ExecutionException | TimeoutException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static Optional<Acknowledgement> acknowledgement(JsonNode status) {
        var hash = status.path("configHash").asText("");
        var refusal = status.path("configError").asText("");
        return hash.isEmpty()
                ? Optional.empty()
                : Optional.of(new Acknowledgement(Optional.of(hash), shortened(refusal), false));
    }

    /** What a process says goes into statuses. */
    static String shortened(String text) {
        return ShortText.of(text, MAX_TEXT);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
