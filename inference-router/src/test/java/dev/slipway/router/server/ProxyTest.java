package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.readUntil;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Answer;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyTest {
    @TempDir
    Path folder;

    @Test
    void aRequestReachesItsTargetAndTheAnswerComesBackAsItWas() throws Exception {
        try (Target server = new Target(request -> new Answer(
                        200,
                        "application/json",
                        "{\"predictions\":[1]}",
                        Map.of("x-model", "m", "connection", "keep-alive"),
                        false));
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            HttpResponse<String> answer = router.post(
                    "/v1/models/m:predict?a=b", "{\"instances\":[[1]]}", "x-own", "yes", "x-request-id", "r-1");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"predictions\":[1]}");
            assertThat(answer.headers().firstValue("x-model")).hasValue("m");
            Target.Request got = Objects.requireNonNull(server.last);
            assertThat(got.line()).isEqualTo("POST /v1/models/m:predict?a=b HTTP/1.1");
            assertThat(got.text()).isEqualTo("{\"instances\":[[1]]}");
            assertThat(got.headers()).containsEntry("x-own", "yes").containsEntry("x-request-id", "r-1");
            assertThat(Integer.parseInt(Objects.requireNonNull(got.headers().get("x-deadline-ms"))))
                    .isBetween(1, 5000);
        }
    }

    @Test
    void connectionsToTargetsAreKept() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            for (int i = 0; i < 20; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(server.served).hasValue(20);
            int connections = router.process.onLoop(() -> router.process
                    .route()
                    .targets()
                    .get("main")
                    .endpoints()
                    .getFirst()
                    .connections()
                    .size());
            assertThat(connections).isOne();
        }
    }

    @Test
    void aBodyOfManyMegabytesIsStreamedWithoutBeingKept() throws Exception {
        try (Target server = new Target(request -> Answer.json("{\"bytes\":" + request.body().length + "}"));
                TestRouter router = new TestRouter(
                        folder, "{\"maxBodyBytes\":67108864,\"targets\":[" + target("main", server) + "]}")) {
            String body = "x".repeat(20 << 20);
            assertThat(router.post("/v1/models/m:predict", body).body()).isEqualTo("{\"bytes\":" + (20 << 20) + "}");
        }
    }

    @Test
    void aBodyThatIsLongerThanAllowedIs413() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, "{\"maxBodyBytes\":1000,\"targets\":[" + target("main", server) + "]}")) {
            HttpResponse<String> answer = router.post("/v1/models/m:predict", "x".repeat(1001));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("1000 bytes");
        }
    }

    @Test
    void eventsOfAStreamArriveOneByOne() throws Exception {
        try (Target server = new Target(
                        request -> new Answer(200, "text/event-stream", "data: 1\n\ndata: 2\n\n", Map.of(), true));
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            try (Socket client = router.connect()) {
                client.getOutputStream()
                        .write("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String seen = readUntil(client.getInputStream(), "data: 1");
                assertThat(seen).doesNotContain("data: 2");
                assertThat(readUntil(client.getInputStream(), "0\r\n\r\n")).contains("data: 2");
            }
        }
    }

    @Test
    void modelsAreCalledWhatTheTargetCallsThem() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[{\"name\":\"v8\",\"model\":\"fraud-v8\",\"addresses\":[\"" + server.address()
                                + "\"]}]}")) {
            router.post("/v2/models/fraud/versions/1/infer?x=y", "{}");
            assertThat(Objects.requireNonNull(server.last).line())
                    .isEqualTo("POST /v2/models/fraud-v8/versions/1/infer?x=y HTTP/1.1");
            router.post("/v1/models/fraud:predict", "{}");
            assertThat(Objects.requireNonNull(server.last).line())
                    .isEqualTo("POST /v1/models/fraud-v8:predict HTTP/1.1");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Target server = new Target(request -> Answer.json("[" + request.text() + "]"));
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}");
                Socket client = router.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 1; i <= 5; i++) {
                requests.append("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
                        .append(i);
            }
            client.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
            String seen = readUntil(client.getInputStream(), "[5]");
            assertThat(seen.indexOf("[1]")).isLessThan(seen.indexOf("[2]"));
            assertThat(seen.indexOf("[4]")).isLessThan(seen.indexOf("[5]"));
        }
    }

    @Test
    void aClientThatHangsUpTakesItsRequestAlong() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            server.mode = Target.Mode.SILENT;
            Socket client = router.connect();
            client.getOutputStream()
                    .write("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
            await(() -> server.open.get() == 1);
            client.close();
            await(() -> server.cancelled.get() == 1);
            assertThat(router.metrics()).contains("slipway_router_aborted_total{route=\"default/route\"} 1.0");
        }
    }

    @Test
    void afterALongBodyTheNextRequestOfTheConnectionIsRead() throws Exception {
        try (Target server = new Target(
                        request -> new Answer(200, "text/plain", "ok", Map.of("connection", "close"), false));
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}");
                Socket client = router.connect()) {
            client.setSoTimeout(10_000);
            // One byte more than is kept: it comes while the connection to the server is still being made.
            byte[] request = ("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n" + "x".repeat(65537))
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 20; i++) {
                client.getOutputStream().write(request);
                readUntil(client.getInputStream(), "ok");
            }
        }
    }

    @Test
    void nobodyAnsweringInTimeIs504AndTheTargetIsToldToStop() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"200ms\",\"targets\":[" + target("main", server) + "]}")) {
            server.mode = Target.Mode.SILENT;
            HttpResponse<String> answer = router.predict();
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("DeadlineExceeded");
            await(() -> server.cancelled.get() == 1);
        }
    }

    @Test
    void aCallerMayAskForLessTimeButNotForMore() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router =
                        new TestRouter(folder, "{\"deadline\":\"2s\",\"targets\":[" + target("main", server) + "]}")) {
            router.post("/p", "{}", "x-deadline-ms", "500");
            assertThat(Integer.parseInt(deadlineSeen(server))).isLessThanOrEqualTo(500);
            router.post("/p", "{}", "x-deadline-ms", "60000");
            assertThat(Integer.parseInt(deadlineSeen(server))).isLessThanOrEqualTo(2000);
        }
    }

    private static String deadlineSeen(Target server) {
        return Objects.requireNonNull(
                Objects.requireNonNull(server.last).headers().get("x-deadline-ms"));
    }

    @Test
    void whileItDrainsClientsAreAskedToTakeAnotherConnection() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            assertThat(router.predict().headers().firstValue("connection")).isEmpty();
            router.phase.enter(dev.slipway.workload.lifecycle.Phase.DRAINING);
            HttpResponse<String> answer = router.predict();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("connection")).hasValue("close");
            assertThat(router.process.idle()).isTrue();
        }
    }

    @Test
    void http2OnBothSidesCarriesRequestsAndStreams() throws Exception {
        try (Target server = new Target(request -> request.line().startsWith("GET")
                        ? new Answer(200, "text/event-stream", "data: 1\n\ndata: 2\n\n", Map.of(), true)
                        : Answer.json("[" + request.body().length + "]"));
                TestRouter behind = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("behind")),
                        "{\"maxBodyBytes\":67108864,\"targets\":[" + target("main", server) + "]}");
                TestRouter front = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("front")),
                        "{\"maxBodyBytes\":67108864,\"targets\":[{\"name\":\"next\",\"protocol\":\"Http2\",\"addresses\":[\"127.0.0.1:"
                                + behind.port + "\"]}]}")) {
            assertThat(front.post("/p", "abc").body()).isEqualTo("[3]");
            assertThat(front.post("/p", "x".repeat(5 << 20)).body()).isEqualTo("[" + (5 << 20) + "]");
            assertThat(front.get("/stream").body()).isEqualTo("data: 1\n\ndata: 2\n\n");
            assertThat(front.get("/stream").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void streamsOfHttp2ThatBeginTogetherShareOneConnection() throws Exception {
        try (Target server = Target.answering("{\"predictions\":[1]}");
                TestRouter behind = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("behind")),
                        "{\"targets\":[" + target("main", server) + "]}");
                TestRouter front = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("front")),
                        "{\"targets\":[{\"name\":\"next\",\"protocol\":\"Http2\",\"addresses\":[\"127.0.0.1:"
                                + behind.port + "\"]}]}")) {
            String items = "{\"model\":\"m\",\"instances\":[[1]]},".repeat(30);
            String answers = front.post(
                            "/api/v1/inference/batch", "{\"items\":[" + items.substring(0, items.length() - 1) + "]}")
                    .body();
            assertThat(answers.split("\"status\":200", -1)).hasSize(31);
            assertThat(behind.process.statusJson()).endsWith("\"connections\":1}");
        }
    }

    @Test
    void aLostStreamOfHttp2IsGivenUpBehindItToo() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter behind = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("behind")),
                        "{\"targets\":[" + target("main", server) + "]}");
                TestRouter front = new TestRouter(
                        java.nio.file.Files.createDirectory(folder.resolve("front")),
                        "{\"deadline\":\"2s\",\"targets\":[{\"name\":\"next\",\"protocol\":\"Http2\",\"addresses\":[\"127.0.0.1:"
                                + behind.port + "\"]}]}")) {
            server.mode = Target.Mode.SILENT;
            assertThat(front.post("/p", "{}").statusCode()).isEqualTo(504);
            await(() -> server.cancelled.get() == 1);
        }
    }
}
