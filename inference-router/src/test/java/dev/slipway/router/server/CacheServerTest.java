package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheServerTest {
    private static final String CACHE =
            ",\"cache\":{\"ttl\":\"60s\",\"staleIfError\":\"10m\",\"vary\":[\"X-Tenant\"]}}";

    @TempDir
    Path folder;

    private final AtomicInteger calls = new AtomicInteger();

    private Target counting() throws Exception {
        return new Target(request -> Target.Answer.json("{\"call\":" + calls.incrementAndGet() + "}"));
    }

    @Test
    void anEqualQuestionIsNotAskedAgain() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]" + CACHE)) {
            HttpResponse<String> first = router.post("/v1/models/m:predict", "{\"instances\":[[1,2]]}");
            HttpResponse<String> second = router.post("/v1/models/m:predict", "{ \"instances\" : [[1, 2]] }");
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(first.headers().firstValue("cache-status")).isEmpty();
            assertThat(second.headers().firstValue("cache-status")).hasValue("slipway; hit");
            assertThat(second.headers().firstValue("age")).isPresent();
            assertThat(second.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void whatMayChangeTheAnswerIsAnotherQuestion() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]" + CACHE)) {
            router.post("/v1/models/m:predict", "{\"instances\":[[1]]}");
            router.post("/v1/models/m:predict", "{\"instances\":[[1.0]]}");
            router.post("/v1/models/m:predict", "{\"instances\":[[-1]]}");
            router.post("/v1/models/m:predict", "{\"instances\":[[1],[1]]}");
            router.post("/v1/models/n:predict", "{\"instances\":[[1]]}");
            router.post("/v1/models/m:predict?x", "{\"instances\":[[1]]}");
            router.post("/v1/models/m:predict", "{\"instances\":[[1]]}", "x-tenant", "a");
            router.post("/v1/models/m:predict", "{\"instances\":[[1]]}", "accept", "application/cbor");
            assertThat(calls).hasValue(8);
            router.document("{\"generation\":2,\"targets\":[" + target("main", server) + "]" + CACHE);
            router.post("/v1/models/m:predict", "{\"instances\":[[1]]}");
            assertThat(calls).hasValue(9);
        }
    }

    @Test
    void aThousandEqualMissesAreOneQuestion() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"20s\",\"targets\":[" + target("main", server) + "]" + CACHE);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.delayMillis = 1500;
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(clients.submit(() -> router.post("/v1/models/m:predict", "{\"instances\":[[7]]}")));
            }
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(answer.get().body()).isEqualTo("{\"call\":1}");
            }
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void whenTheAskerFailsTheOthersAskForThemselves() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"5s\",\"targets\":[" + target("main", server) + "]" + CACHE);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.mode = Target.Mode.ERROR_500;
            server.delayMillis = 500;
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(clients.submit(() -> router.post("/v1/models/m:predict", "{\"instances\":[[7]]}")));
            }
            await(() -> server.open.get() == 1);
            Thread.sleep(100);
            assertThat(server.open).hasValue(1);
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(500);
            }
            server.mode = Target.Mode.OK;
            assertThat(router.post("/v1/models/m:predict", "{\"instances\":[[7]]}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anOldAnswerServesWhenNobodyAnswers() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", server)
                                + "],\"cache\":{\"ttl\":\"50ms\",\"staleIfError\":\"10m\"}}")) {
            router.post("/v1/models/m:predict", "{\"instances\":[[1]]}");
            Thread.sleep(100);
            server.kill();
            HttpResponse<String> answer = router.post("/v1/models/m:predict", "{\"instances\":[[1]]}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("cache-status").orElse("")).contains("stale-if-error");
            assertThat(router.post("/v1/models/m:predict", "{\"instances\":[[2]]}")
                            .statusCode())
                    .isEqualTo(502);
        }
    }

    @Test
    void answersOfAFallbackAndErrorsAreNotKept() throws Exception {
        try (Target server = counting();
                Target spare = Target.answering("\"spare\"");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", server) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}]"
                                + CACHE)) {
            server.mode = Target.Mode.ERROR_500;
            assertThat(router.post("/p", "{\"a\":1}").body()).isEqualTo("\"spare\"");
            server.mode = Target.Mode.OK;
            assertThat(router.post("/p", "{\"a\":1}").body()).isEqualTo("{\"call\":1}");
        }
    }

    @Test
    void callersAreHonouredInWhatTheySayAboutKeptAnswers() throws Exception {
        try (Target server = counting();
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]" + CACHE)) {
            assertThat(router.post("/p", "{}", "cache-control", "only-if-cached")
                            .statusCode())
                    .isEqualTo(504);
            router.post("/p", "{}", "cache-control", "no-store");
            router.post("/p", "{}");
            assertThat(calls).hasValue(2);
            router.post("/p", "{}", "cache-control", "no-cache");
            assertThat(calls).hasValue(3);
            assertThat(router.post("/p", "{}", "cache-control", "only-if-cached")
                            .body())
                    .isEqualTo("{\"call\":3}");
        }
    }
}
