package dev.slipway.modelserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.workload.features.OnlineQuestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Answers in Feast's protocol as the feature server does, for what a real one cannot be brought to do at will: be slow, be
 * silent, lose a shard. The real one answers the model server in the end-to-end tests.
 */
final class PlayedFeatureServer implements AutoCloseable {
    final List<JsonObject> questions = new CopyOnWriteArrayList<>();
    final Map<String, Object> cells = new ConcurrentHashMap<>();
    final Map<String, String> statuses = new ConcurrentHashMap<>();
    private final HttpServer server;
    volatile CountDownLatch gate = new CountDownLatch(0);

    PlayedFeatureServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(OnlineQuestion.PATH, this::answer);
        server.start();
    }

    FeaturesConfig features(Duration budget, String... references) {
        return new FeaturesConfig(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new OnlineQuestion(List.of(references)),
                List.of("id"),
                budget);
    }

    /** A value of one entity. */
    void cell(String feature, Object id, Object value) {
        cells.put(feature + " " + id, value);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonObject question =
                    new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            JsonArray ids = question.getJsonObject("entities").getJsonArray("id");
            if (ids.isEmpty()) {
                send(exchange, 400, new JsonObject().put("detail", "nobody"));
                return;
            }
            questions.add(question);
            gate.await();
            if (ids.stream().anyMatch(id -> id instanceof String)) {
                send(exchange, 422, new JsonObject().put("detail", "entities.id: \"x\" is no INT64"));
                return;
            }
            send(exchange, 200, features(question, ids));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonObject features(JsonObject question, JsonArray ids) {
        JsonArray names = new JsonArray();
        JsonArray results = new JsonArray();
        column(results, names, "id", ids, null);
        for (Object reference : question.getJsonArray("features")) {
            boolean full = question.getBoolean("full_feature_names", false);
            String name = full
                    ? reference.toString().replace(":", "__")
                    : reference.toString().replaceFirst(".*:", "");
            column(results, names, name, ids, reference.toString());
        }
        return new JsonObject().put("results", results).put("metadata", new JsonObject().put("feature_names", names));
    }

    private void column(JsonArray results, JsonArray names, String name, JsonArray ids, @Nullable String feature) {
        JsonArray values = new JsonArray();
        JsonArray told = new JsonArray();
        for (Object id : ids) {
            Object value = feature == null ? id : cells.get(feature + " " + id);
            values.add(value);
            told.add(statuses.getOrDefault(feature + " " + id, value == null ? "NOT_FOUND" : "PRESENT"));
        }
        names.add(name);
        results.add(new JsonObject().put("values", values).put("statuses", told));
    }

    private static void send(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }
}
