package dev.slipway.operator.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that answers whatever a test wants, as MLflow, a proxy or nonsense would. */
final class PlayedRegistry implements AutoCloseable {
    final AtomicInteger polls = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";

    PlayedRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/2.0/mlflow/registered-models/alias", this::answer);
        server.start();
    }

    void version(int version) {
        answers(
                200,
                "{\"model_version\":{\"name\":\"iris\",\"version\":\"%d\",\"status\":\"READY\"}}".formatted(version));
    }

    void answers(int newStatus, String newBody) {
        body = newBody;
        status = newStatus;
    }

    private void answer(HttpExchange exchange) throws IOException {
        polls.incrementAndGet();
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
