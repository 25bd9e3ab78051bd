package dev.slipway.workload.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import dev.slipway.workload.process.ServingProcess.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
    private final ServingPhase phase = new ServingPhase();
    private final HttpClient client = HttpClient.newHttpClient();
    private ServingProcess process;
    private ManagementServer server;

    @BeforeEach
    void start() throws Exception {
        MetricSources metrics = new MetricSources();
        metrics.add(new RuntimeMetrics());
        process = new ServingProcess(
                new TerminationLog(Path.of("/nowhere")),
                phase,
                new Health("features", () -> Map.of("redis", "false")),
                () -> "{\"phase\":\"" + phase.phase() + "\"}",
                metrics);
        server = ManagementServer.start(0, process);
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void probes_see_a_process_come_and_go() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        phase.enter(Phase.READY);
        assertThat(get("/health/ready").body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"features\",\"status\":\"UP\","
                        + "\"data\":{\"phase\":\"READY\",\"redis\":false}}]}");
        assertThat(get("/status?pretty").body()).isEqualTo("{\"phase\":\"READY\"}");
        assertThat(get("/metrics").body()).contains("# TYPE ");
        phase.enter(Phase.DRAINING);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_no_question_of_a_probe_is_refused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/health/ready/../../etc").statusCode()).isEqualTo(404);
        assertThat(client.send(
                                request("/status")
                                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(405);
        assertThat(raw("POST /status HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(raw("SSH-2.0-OpenSSH_9.2\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_port_that_is_taken_is_an_error_of_the_start() {
        assertThatThrownBy(() -> ManagementServer.start(server.port(), process))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private String raw(String bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
        }
    }
}
