package dev.slipway.router.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.lifecycle.RouterProcess;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricsText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A router in this process, and a client for it. */
final class TestRouter implements AutoCloseable {
    final ServingPhase phase = new ServingPhase();
    final Path folder;
    final RouterProcess process;
    final int port;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    TestRouter(Path folder, String document) throws Exception {
        this(folder, document, Map.of());
    }

    TestRouter(Path folder, String document, Map<String, String> environment) throws Exception {
        this.folder = folder;
        Files.writeString(file(), document);
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent("SLIPWAY_AUDIT_FILE", folder.resolve("audit.log").toString());
        this.process = new RouterProcess(file(), phase, all);
        this.port = process.listen(0);
        phase.enter(Phase.READY);
    }

    private Path file() {
        return folder.resolve("route.json");
    }

    /** One target at these addresses. */
    static String target(String name, Target... servers) {
        StringBuilder addresses = new StringBuilder();
        for (Target server : servers) {
            addresses
                    .append(addresses.isEmpty() ? "" : ",")
                    .append('"')
                    .append(server.address())
                    .append('"');
        }
        return "{\"name\":\"" + name + "\",\"addresses\":[" + addresses + "]}";
    }

    /** Puts another document in its place and waits until it is in force. */
    void document(String next) throws IOException {
        Path staged = folder.resolve("next.json");
        Files.writeString(staged, next);
        String before = process.statusJson();
        assertThat(before).contains("\"configError\":\"\"");
        Files.move(staged, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await(() -> {
            String now = process.statusJson();
            return !hash(now).equals(hash(before)) || !now.contains("\"configError\":\"\"");
        });
    }

    private static String hash(String status) {
        return status.substring(0, status.indexOf(','));
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A connection to it. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    HttpResponse<String> predict() throws Exception {
        return post("/v1/models/m:predict", "{\"instances\":[[1]]}");
    }

    String metrics() {
        MetricsText text = new MetricsText();
        process.writeTo(text);
        return text.toString();
    }

    /** What comes up to these characters, which must come. */
    static String readUntil(InputStream in, String wanted) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("ended after: " + seen);
            }
            seen.append((char) b);
        }
        return seen.toString();
    }

    /** Waits, for ten seconds at most. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not come about in ten seconds");
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
