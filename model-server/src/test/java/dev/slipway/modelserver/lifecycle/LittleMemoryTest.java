package dev.slipway.modelserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with the heap of the smallest pod. */
@Timeout(120)
class LittleMemoryTest {
    private static final int LENGTH = 16_000_000;
    private static final int SENT = 15_900_000;

    @TempDir
    Path directory;

    @Test
    void stalled_large_bodies_do_not_end_the_process_and_small_requests_are_answered() throws Exception {
        List<String> options = List.of("-Xmx200m", "-XX:+ExitOnOutOfMemoryError");
        try (ServerProcess server = ServerProcess.ofClasses(directory, "iris", options)) {
            server.awaitReady();
            List<Socket> stalled = new ArrayList<>();
            try {
                for (int i = 0; i < 14; i++) {
                    stalled.add(stall(server.port));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(small(server.port)).startsWith("HTTP/1.1 200");
                }
                assertThat(server.alive()).as(server.output()).isTrue();
                assertThat(server.get(server.management, "/metrics").body())
                        .contains("slipway_request_memory_bytes{kind=\"bodies\"} 4.8E7")
                        .contains("slipway_request_memory_limit_bytes{kind=\"bodies\"}");
            } finally {
                for (Socket socket : stalled) {
                    socket.close();
                }
            }
            while (!server.get(server.management, "/metrics")
                    .body()
                    .contains("slipway_request_memory_bytes{kind=\"bodies\"} 0.0")) {
                Thread.sleep(20);
            }
            assertThat(small(server.port)).startsWith("HTTP/1.1 200");
        }
    }

    private static Socket stall(int port) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream()
                .write(("POST /v2/models/iris/infer HTTP/1.1\r\nhost: x\r\ncontent-length: " + LENGTH + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        try {
            socket.getOutputStream().write(new byte[SENT]);
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
        }
        return socket;
    }

    private static String small(int port) throws IOException {
        String body = "{\"instances\":[[5.1,3.5,1.4,0.2]]}";
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream()
                    .write(("POST /v1/models/iris:predict HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
