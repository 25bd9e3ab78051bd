package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.workload.failure.FailureException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceServerTest {
    private static final String SLOW =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | / | 200 | alive",
                "GET | /v1/models | 200 | {\"models\":[\"iris\"]}",
                "GET | /v1/models/iris | 200 | {\"name\":\"iris\",\"ready\":true}",
                "GET | /v1/models/rose | 404 | Model 'rose' is not served here; this server has 'iris'",
                "POST | /v1/models/rose:predict | 404 | 'rose'",
                "POST | /v1/models/iris:explain | 501 | Explanations",
                "GET | /v1/models/iris:predict | 405 | takes POST, not GET",
                "GET | /v2 | 200 | slipway-model-server",
                "GET | /v2/health/live | 200 | {\"live\":true}",
                "GET | /v2/health/ready | 200 | {\"ready\":true}",
                "GET | /v2/models | 200 | {\"models\":[\"iris\"]}",
                "GET | /v2/models/iris | 200 | \"platform\":\"onnx_onnxv1\"",
                "GET | /v2/models/iris/versions/1 | 200 | {\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,4]}",
                "GET | /v2/models/iris/ready | 200 | {\"name\":\"iris\",\"ready\":true}",
                "GET | /v2/models/iris/versions/9/ready | 404 | no version '9'",
                "GET | /v2/models/rose/ready | 404 | 'rose'",
                "HEAD | /v2/models/iris | 200 | ``",
                "GET | /v2/models/iris/stats | 200 | \"inference_stats\":{\"success\":{\"count\":0,\"ns\":0}",
                "GET | /v2/models/iris/versions/1/stats | 200 | model_stats",
                "GET | /v2/models/stats | 200 | model_stats",
                "GET | /v2/models/iris/config | 200 | \"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1,4]}]",
                "GET | /v2/models/iris/versions/2/config | 404 | no version '2'",
                "POST | /v2/repository/index | 200 | \"state\":\"READY\"",
                "POST | /v2/repository/models/iris/load | 200 | {\"name\":\"iris\",\"load\":true}",
                "POST | /v2/repository/models/rose/load | 404 | 'rose'",
                "POST | /v2/repository/models/iris/unload | 501 | cannot be unloaded",
                "POST | /v2/repository/here/models/iris/load | 501 | leave 'here' out",
                "GET | /v2/systemsharedmemory/status | 501 | systemsharedmemory",
                "GET | /v2/models/iris/trace/setting | 501 | trace",
                "GET | /health | 200 | alive",
                "GET | /ready | 200 | {\"ready\":true}",
                "GET | /models | 200 | {\"models\":[\"iris\"]}",
                "GET | /predict | 405 | takes POST",
                "GET | /v2/models/iris/infer | 405 | takes POST",
                "GET | /nothing | 404 | nothing at /nothing",
            })
    void aPathAnswers(String method, String path, int status, String text) throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            HttpResponse<String> response = server.send(
                    server.request(path).method(method, BodyPublishers.noBody()).build());

            assertThat(response.body()).contains(text);
            assertThat(response.statusCode()).isEqualTo(status);
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedUnread() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris", List.of(), new Limits(1024, 4))) {
            String head = "POST /v2/models/iris/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999999\r\n\r\n";
            assertThat(raw(server.port, head)).startsWith("HTTP/1.1 413").contains("limit of 1024 bytes");

            String chunked = "POST /v2/models/iris/infer HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "1000\r\n" + " ".repeat(4096) + "\r\n0\r\n\r\n";
            assertThat(raw(server.port, chunked)).startsWith("HTTP/1.1 413");
            assertThat(server.metrics.inFlight()).isZero();
        }
    }

    @Test
    void aConnectionOutlivesTheRefusalOfAShortBodyButDoesNotWaitForIt() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            String head =
                    "POST /v2/models/iris/infer HTTP/1.1\r\nhost: x\r\ncontent-encoding: z\r\ncontent-length: 5\r\n\r\n";
            String next = "GET /v2/health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

            assertThat(raw(server.port, head + "hello" + next))
                    .startsWith("HTTP/1.1 415")
                    .contains("HTTP/1.1 200");
            assertThat(raw(server.port, head + "he")).startsWith("HTTP/1.1 415");
        }
    }

    @Test
    void requestsBeyondTheBoundAreRejectedAtOnceAndTheOthersAnswered() throws Exception {
        try (ServerFixture server = ServerFixture.of("slow", List.of(), new Limits(4096, 2));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                responses.add(clients.submit(() -> server.post("/v2/models/slow/infer", SLOW)));
            }
            int rejected = 0;
            for (Future<HttpResponse<String>> response : responses) {
                HttpResponse<String> answer = response.get();
                assertThat(answer.statusCode()).isIn(200, 429);
                if (answer.statusCode() == 429) {
                    rejected++;
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
                }
            }
            assertThat(rejected).isBetween(1, 10);
            assertThat(server.metrics.inFlight()).isZero();
        }
    }

    @Test
    void aSlowModelDoesNotStopItsEventLoop() throws Exception {
        try (ServerFixture server = ServerFixture.of("slow");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> slow = clients.submit(() -> server.post("/v2/models/slow/infer", SLOW));
            int answered = 0;
            while (!slow.isDone()) {
                assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
                answered++;
            }
            assertThat(slow.get().statusCode()).isEqualTo(200);
            assertThat(answered)
                    .as("answers of the only event loop during one slow run")
                    .isGreaterThan(3);
        }
    }

    @Test
    void aNumberThatJsonCannotCarryIsNoAnswer() throws Exception {
        try (ServerFixture server = ServerFixture.of("log")) {
            HttpResponse<String> response = server.post("/v1/models/log:predict", "{\"instances\":[1,0]}");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("Output 'y': element 1 is -Infinity");
        }
    }

    @Test
    void aDrainingServerAnswersAndAsksForAnotherConnection() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            server.draining.set(true);

            HttpResponse<String> ready = server.get("/v2/health/ready");
            HttpResponse<String> predict = server.post("/v1/models/iris:predict", "{\"instances\":[[1,2,3,4]]}");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(predict.statusCode()).isEqualTo(200);
            assertThat(predict.headers().firstValue("connection")).hasValue("close");
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleGivesItsSlotBack() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris", List.of(), new Limits(4096, 1))) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket("localhost", server.port)) {
                    socket.getOutputStream()
                            .write("POST /v2/models/iris/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    while (server.metrics.inFlight() == 0) {
                        Thread.sleep(5);
                    }
                }
                while (server.metrics.inFlight() != 0) {
                    Thread.sleep(5);
                }
            }
        }
    }

    @Test
    void aModelThatLoadsAndCannotRunFailsItsWarmUp() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("fails_at_run"), Threads.DEFAULT)) {
            assertThatThrownBy(() -> WarmModel.warm(model, 4, Batching.DEFAULT))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().reason()).isEqualTo(Reason.WarmupFailed));
        }
    }

    private static String raw(int port, String request) throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
