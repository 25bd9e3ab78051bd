package dev.slipway.featureserver.http;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.plan.Catalog;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import redis.embedded.RedisServer;

/** The listener on a free port with a Redis of its own. */
public final class FeatureServerFixture implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Catalog> live = new AtomicReference<>();
    private final FeatureListener listener;
    private final int redisPort;
    private final int port;
    private final int grpcPort;
    private RedisServer redis;
    private String config = "";

    public FeatureServerFixture(String views) throws Exception {
        redisPort = freePort();
        startRedis();
        configure(views);
        listener = new FeatureListener(vertx, live::get, new ServerMetrics(), () -> false);
        port = listener.listen(0, 1);
        grpcPort = listener.listenGrpc(0);
        awaitOnline();
    }

    public static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public int redisPort() {
        return redisPort;
    }

    public int port() {
        return port;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** Replaces views and services. */
    public void configure(String views) throws Exception {
        config = "{\"project\":\"demo\",\"redis\":{\"addresses\":[\"127.0.0.1:" + redisPort + "\"]}," + views + "}";
        live.set(new Catalog(ConfigFile.parse(config.getBytes(StandardCharsets.UTF_8))));
    }

    /** What is in force. */
    public Catalog catalog() {
        return Objects.requireNonNull(live.get());
    }

    public void startRedis() throws Exception {
        redis = RedisServer.newRedisServer()
                .port(redisPort)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    public void stopRedis() throws Exception {
        redis.stop();
    }

    public void awaitOnline() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!listener.online()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(listener.whyOffline());
            }
            Thread.sleep(5);
        }
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        try {
            redis.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
