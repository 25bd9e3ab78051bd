package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that send their headers a byte at a time; the limit is one second here. */
@Execution(ExecutionMode.SAME_THREAD)
class SlowHeadsTest {
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";
    private static ServerFixture server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerFixture.impatient("iris", 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void only_those_who_are_slow_in_the_middle_of_a_head_are_sent_away() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> silent = clients.submit(() -> drip(""));
            Future<String> slow = clients.submit(() -> drip(HEALTH.repeat(2)));
            Future<String> slowLater = clients.submit(() -> {
                try (Socket socket = connect()) {
                    assertThat(exchange(socket, HEALTH)).startsWith("HTTP/1.1 200");
                    Thread.sleep(4000);
                    return drip(socket, HEALTH);
                }
            });
            Future<String> idle = clients.submit(() -> {
                try (Socket socket = connect()) {
                    String first = exchange(socket, HEALTH);
                    Thread.sleep(5000);
                    return first.substring(0, 15) + exchange(socket, HEALTH).substring(0, 15);
                }
            });
            Future<String> slowBody = clients.submit(() -> {
                String body = "{\"features\":[1,2,3,4]}";
                try (Socket socket = connect()) {
                    String head = "POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    for (byte b : body.getBytes(StandardCharsets.US_ASCII)) {
                        Thread.sleep(200);
                        socket.getOutputStream().write(b);
                    }
                    return read(socket);
                }
            });

            assertThat(silent.get()).isEmpty();
            assertThat(slow.get()).startsWith("HTTP/1.1 408").contains("\"error\":\"The headers");
            assertThat(slowLater.get()).startsWith("HTTP/1.1 408");
            assertThat(idle.get()).isEqualTo("HTTP/1.1 200 OK".repeat(2));
            assertThat(slowBody.get()).startsWith("HTTP/1.1 200").contains("prediction");
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String drip(String text) throws Exception {
        try (Socket socket = connect()) {
            return drip(socket, text);
        }
    }

    /** Sends a byte each 100 ms until the server has closed; what it said. */
    private static String drip(Socket socket, String text) throws Exception {
        InputStream in = socket.getInputStream();
        try {
            for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
                if (in.available() > 0) {
                    break;
                }
                socket.getOutputStream().write(b);
                Thread.sleep(100);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException closed) {
            return "";
        }
    }

    private static String exchange(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return read(socket);
    }

    private static String read(Socket socket) throws IOException {
        byte[] some = new byte[4096];
        int count = socket.getInputStream().read(some);
        return count < 0 ? "" : new String(some, 0, count, StandardCharsets.US_ASCII);
    }
}
