package dev.slipway.modelserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServeProcessIT {
    @TempDir
    Path directory;

    @Test
    void theExampleOfTheFirstLineWorksAndTheManagementPortTellsWhatIsServed() throws Exception {
        try (ServerProcess server = ServerProcess.byHand(directory, "iris", Map.of("SLIPWAY_DRAIN_DELAY", "100ms"))) {
            server.awaitReady();
            String example = server.output()
                    .lines()
                    .filter(line -> line.contains("try: curl"))
                    .findFirst()
                    .orElseThrow();
            String body = example.substring(example.indexOf("'") + 1, example.lastIndexOf("'"));
            assertThat(Client.post(server.port, "/v2/models/iris/infer", body)).contains("\"probabilities\"");

            assertThat(server.get(server.management, "/status").body())
                    .contains("\"name\":\"iris\"", "\"phase\":\"READY\"", "\"digest\":\"sha256:", "\"CPU\"");
            assertThat(server.status(server.management, "/health/live")).isEqualTo(200);
            assertThat(server.get(server.management, "/metrics").body())
                    .contains("nv_inference_request_success{model=\"iris\",version=\"1\"} 1.0")
                    .contains("nv_inference_request_failure{model=\"iris\",version=\"1\",reason=\"REJECTED\"} 0.0")
                    .contains("request_predict_seconds_count{model_name=\"iris\"} 1.0")
                    .contains(
                            "ml_predictions_total{model=\"iris\",version=\"1\",status=\"success\"",
                            "ml_prediction_latency_seconds_bucket{",
                            "slipway_in_flight{",
                            "slipway_requests_per_second{",
                            "slipway_queue_delay_seconds{");
            server.terminate();
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void noRequestFailsWhileTheServerIsToldToEnd() throws Exception {
        try (ServerProcess server = ServerProcess.byHand(directory, "iris", Map.of("SLIPWAY_DRAIN_DELAY", "3s"));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.awaitReady();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Future<List<String>>> failures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                failures.add(clients.submit(() -> new Client(server.port).load(stop, answered)));
            }
            Thread.sleep(500);
            int before = answered.get();
            server.terminate();
            while (server.status(server.management, "/health/ready") == 200) {
                Thread.sleep(10);
            }
            int atNotReady = answered.get();
            // Endpoints take a while to disappear: clients keep coming after readiness has failed.
            Thread.sleep(1500);
            stop.set(true);
            for (Future<List<String>> failure : failures) {
                assertThat(failure.get()).isEmpty();
            }
            assertThat(before).isPositive();
            assertThat(answered.get()).as("answers after readiness failed").isGreaterThan(atNotReady);
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void whatIsInFlightWhenTheListenerClosesIsFinished() throws Exception {
        try (ServerProcess server = ServerProcess.byHand(
                        directory,
                        "slow",
                        Map.of("SLIPWAY_DRAIN_DELAY", "300ms"),
                        "{\"queue\":{\"deadlineMillis\":60000}}");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.awaitReady();
            String slow = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                answers.add(clients.submit(() -> Client.post(server.port, "/v2/models/slow/infer", slow)));
            }
            // One of many has its answer: the others are in flight, and take longer than the delay.
            answers.getFirst().get();
            server.terminate();

            for (Future<String> answer : answers) {
                assertThat(answer.get()).startsWith("HTTP/1.1 200");
            }
            assertThat(server.awaitExit()).isZero();
        }
    }

    /** A client of HTTP/1.1 over one socket, which honours {@code Connection: close} as the standard asks. */
    private static final class Client {
        private static final String BODY = "{\"instances\":[[5.1,3.5,1.4,0.2]]}";

        private final int port;

        Client(int port) {
            this.port = port;
        }

        List<String> load(AtomicBoolean stop, AtomicInteger answered) {
            List<String> failures = new ArrayList<>();
            while (!stop.get()) {
                try (Socket socket = new Socket("localhost", port)) {
                    BufferedReader in = reader(socket);
                    boolean open = true;
                    while (open && !stop.get()) {
                        write(socket, "/v1/models/iris:predict", BODY);
                        String response = read(in);
                        if (response.startsWith("HTTP/1.1 200")) {
                            answered.incrementAndGet();
                        } else {
                            failures.add(response);
                        }
                        open = !response.toLowerCase(Locale.ROOT).contains("connection: close");
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
            return failures;
        }

        static String post(int port, String path, String body) throws IOException {
            try (Socket socket = new Socket("localhost", port)) {
                write(socket, path, body);
                return read(reader(socket));
            }
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        private static void write(Socket socket, String path, String body) throws IOException {
            OutputStream out = socket.getOutputStream();
            String request = "POST " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: " + body.length()
                    + "\r\n\r\n" + body;
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private static String read(BufferedReader in) throws IOException {
            StringBuilder response = new StringBuilder();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                response.append(line).append('\n');
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            if (response.isEmpty()) {
                throw new IOException("closed without an answer");
            }
            char[] body = new char[length];
            int read = 0;
            while (read < length) {
                int n = in.read(body, read, length - read);
                if (n < 0) {
                    throw new IOException("closed in the middle of an answer");
                }
                read += n;
            }
            return response.append(body).toString();
        }
    }
}
