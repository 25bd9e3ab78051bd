package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Answer;
import dev.slipway.router.server.Target.Mode;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays behind when clients, servers or answers break off: nothing. */
class LeftoversTest {
    private static final String CACHE = ",\"cache\":{\"ttl\":\"60s\"}}";
    private static final String QUESTION = "{\"instances\":[[" + "1,".repeat(20_000) + "1]]}";
    private static final int MANY = 200;

    @TempDir
    Path folder;

    @Test
    void clientsThatHangUpWhileAnotherAsksForThemLeaveNoMemoryBehind() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]" + CACHE)) {
            server.mode = Mode.SILENT;
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                clients.add(asks(router, QUESTION));
            }
            await(() -> router.metrics().contains("slipway_in_flight " + MANY + ".0"));
            for (Socket client : clients) {
                client.close();
            }
            await(() -> server.cancelled.get() == 1);
            await(LeftoversTest::noBufferIsOut);
        }
    }

    @Test
    void aKeptConnectionThatOneServerClosedMakesNoNewOnesToTheOthers() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Target failing = Target.answering("{}");
                Target spare = Target.answering("{\"predictions\":[1]}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", failing) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}],"
                                + "\"resilience\":{\"breaker\":{\"consecutive\":1000,\"errorRate\":1}}}")) {
            // An answer, then a connection that is closed when it is used again, then a new one that is closed, too.
            failing.chooser = request -> asked.getAndIncrement() % 3 == 0 ? Mode.OK : Mode.RESET;
            for (int i = 0; i < 20; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(asked).hasValue(30);
            assertThat(spare.served).hasValue(10);
            assertThat(spare.connections).hasValue(1);
        }
    }

    @Test
    void whenTheLastOfThoseWhoWaitHangsUpTheServerIsToldToStop() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"60s\",\"targets\":[" + target("main", server) + "]" + CACHE)) {
            server.mode = Mode.SILENT;
            Socket asker = asks(router, QUESTION);
            await(() -> server.open.get() == 1);
            Socket waiting = asks(router, QUESTION);
            await(() -> router.metrics().contains("slipway_in_flight 2.0"));
            asker.close();
            await(() -> router.metrics().contains("slipway_in_flight 1.0"));
            assertThat(server.open).hasValue(1);
            waiting.close();
            await(() -> server.cancelled.get() == 1);
        }
    }

    @Test
    void anAnswerTooLongToBeSharedIsNotLeftStandingWhenItsAskerHasGone() throws Exception {
        String lengthy = "x".repeat(20 << 20);
        try (Target server = Target.answering(lengthy);
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"20s\",\"targets\":[" + target("main", server) + "]" + CACHE)) {
            server.delayMillis = 300;
            Socket asker = asks(router, QUESTION);
            await(() -> server.open.get() == 1);
            CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return router.post("/v1/models/m:predict", QUESTION);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await(() -> router.metrics().contains("slipway_in_flight 2.0"));
            asker.close();
            assertThat(waiting.get().body()).isEqualTo(lengthy);
            await(() -> server.open.get() == 0);
            await(LeftoversTest::noBufferIsOut);
        }
    }

    @Test
    void answersThatBreakOffInTheMiddleLeaveNoMemoryBehind() throws Exception {
        try (Target server = Target.answering("x".repeat(200 << 10));
                TestRouter router = new TestRouter(
                        folder,
                        "{\"resilience\":{\"breaker\":{\"consecutive\":1000,\"errorRate\":1}},\"targets\":["
                                + target("main", server) + "]}")) {
            server.mode = Mode.TRUNCATED;
            for (int i = 0; i < MANY; i++) {
                try (Socket client = asks(router, QUESTION)) {
                    client.getInputStream().readAllBytes();
                }
            }
            await(LeftoversTest::noBufferIsOut);
        }
    }

    @Test
    void heartbeatsThatNobodyAnswersAreTakenBack() throws Exception {
        try (Target server = new Target(request -> new Answer(200, "text/plain", "", Map.of(), false));
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[{\"name\":\"far\",\"heartbeat\":\"100ms\",\"addresses\":[\"" + server.address()
                                + "\"]}]}")) {
            server.mode = Mode.SILENT;
            await(() -> server.cancelled.get() >= 3);
            assertThat(router.metrics())
                    .contains("slipway_router_target_reachable{route=\"default/route\",target=\"far\"} 0.0");
            assertThat(server.open.get()).isLessThanOrEqualTo(2);
        }
    }

    private static Socket asks(TestRouter router, String body) throws Exception {
        Socket client = router.connect();
        client.setSoTimeout(20_000);
        client.getOutputStream()
                .write(
                        ("POST /v1/models/m:predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** Of the allocator that all connections share. */
    static boolean noBufferIsOut() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() == 0
                && PooledByteBufAllocator.DEFAULT.pinnedHeapMemory() == 0;
    }
}
