package dev.slipway.e2e.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.e2e.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A web server on the node, in the process of the tests, that pods fetch models from and that misbehaves on demand. It lives as
 * long as the process.
 */
public final class ModelStore {
    private static final ModelStore SHARED = new ModelStore(0);

    private final HttpServer server;
    private final String base;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

    /** How a path answers. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A store on this port, or on any if 0. */
    public ModelStore(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        base = url(server.getAddress().getPort());
    }

    /** The store that most tests use; each takes paths of its own. */
    public static ModelStore shared() {
        return SHARED;
    }

    public static String url(int port) {
        return "http://" + Cluster.hostAddress() + ":" + port;
    }

    /** A port on which nobody listens for now. */
    public static int deadPort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a path behave so, and returns its URL. */
    public String put(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
        return base + path;
    }

    public String put(String path, ModelFile file) {
        return put(path, serving(file.bytes()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            behaviours
                    .getOrDefault(exchange.getRequestURI().getPath(), status(404))
                    .answer(exchange);
        }
    }

    public static Behaviour serving(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    public static Behaviour status(int code) {
        return exchange -> exchange.sendResponseHeaders(code, -1);
    }

    public static Behaviour html() {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            serving("<!DOCTYPE html><html><body>Please log in</body></html>".getBytes(StandardCharsets.UTF_8))
                    .answer(exchange);
        };
    }

    /** Announces the file, sends its first byte, and then nothing. */
    public static Behaviour stalling(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(120_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Serves only those who show this token. */
    public static Behaviour behind(String token, Behaviour behaviour) {
        return exchange -> {
            var shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (("Bearer " + token).equals(shown)) {
                behaviour.answer(exchange);
            } else {
                status(401).answer(exchange);
            }
        };
    }
}
