package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients of a small model whose requests are there at the same time. */
class SharedRunsTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 50;

    @Test
    void requests_that_are_there_at_the_same_time_share_runs_and_each_gets_the_answer_that_it_gets_alone()
            throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ServerFixture server = ServerFixture.of("iris")) {
            List<String> alone = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                alone.add(server.post("/v2/models/iris/infer", body(i)).body());
                clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port));
            }
            server.learn();
            long before = server.metrics.executionCount();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < CLIENTS; i++) {
                    send(clients.get(i), body(i));
                }
                for (int i = 0; i < CLIENTS; i++) {
                    assertThat(answer(clients.get(i))).isEqualTo(alone.get(i));
                }
            }
            assertThat(server.metrics.executionCount() - before)
                    .as("runs for %d requests", CLIENTS * ROUNDS)
                    .isLessThan(CLIENTS * ROUNDS);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static String body(int client) {
        return "{\"id\":\"c%d\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[%d.5,3,1.%d,0.2]}]}"
                .formatted(client, client, client);
    }

    private static void send(Socket client, String body) throws IOException {
        String request = "POST /v2/models/iris/infer HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String length =
                head.toString().toLowerCase(java.util.Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }
}
