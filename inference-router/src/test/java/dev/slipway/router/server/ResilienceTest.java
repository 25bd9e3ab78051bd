package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.server.Target.Mode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResilienceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK", value = Mode.class)
    void whateverOneEndpointDoesTheOtherOneAnswers(Mode mode) throws Exception {
        try (Target bad = Target.answering("{\"from\":\"bad\"}");
                Target good = Target.answering("{\"from\":\"good\"}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"3s\",\"targets\":[" + target("main", bad, good) + "," + target("spare", good)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}]}")) {
            bad.mode = mode;
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> answer = router.predict();
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"from\":\"good\"}");
            }
        }
    }

    @Test
    void aDeadTargetLosesItsShareToTheOtherOnesAndThenToTheFallback() throws Exception {
        try (Target one = Target.answering("1");
                Target two = Target.answering("2");
                Target spare = Target.answering("3");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("one", one) + "," + target("two", two) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"one\",\"weight\":99},{\"target\":\"two\"}],"
                                + "\"fallback\":[\"spare\"]}]}")) {
            one.kill();
            for (int i = 0; i < 20; i++) {
                assertThat(router.predict().body()).isEqualTo("2");
            }
            two.kill();
            for (int i = 0; i < 20; i++) {
                assertThat(router.predict().body()).isEqualTo("3");
            }
            one.start();
            await(() -> {
                try {
                    return router.predict().body().equals("1");
                } catch (Exception e) {
                    return false;
                }
            });
        }
    }

    @Test
    void aServerThatTakesConnectionsAgainDoesNotSitOutItsPenalty() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            Breaker breaker = router.process.onLoop(() -> router.process
                    .route()
                    .targets()
                    .get("main")
                    .endpoints()
                    .getFirst()
                    .breaker());
            server.kill();
            router.process.onLoop(() -> {
                breaker.pause(System.nanoTime(), 60_000_000_000L);
                return true;
            });
            assertThat(router.predict().statusCode()).isEqualTo(502);
            assertThat(router.process.<Boolean>onLoop(() -> breaker.admits(System.nanoTime())))
                    .isFalse();
            server.start();
            await(() -> router.process.<Boolean>onLoop(() -> breaker.admits(System.nanoTime())));
        }
    }

    @Test
    void aServerThatWasWaitedForInVainIsUsedAgainAsSoonAsItsPenaltyIsOver() throws Exception {
        try (Target bad = Target.answering("{}");
                Target good = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"1s\",\"targets\":[" + target("main", bad, good) + "]}")) {
            Breaker breaker =
                    router.process.onLoop(() -> router.process.route().targets().get("main").endpoints().stream()
                            .filter(endpoint -> endpoint.address().equals(bad.address()))
                            .findFirst()
                            .orElseThrow()
                            .breaker());
            bad.mode = Mode.SILENT;
            await(() -> {
                predict(router);
                return bad.cancelled.get() > 0;
            });
            router.process.onLoop(() -> {
                breaker.pause(System.nanoTime(), 200_000_000L);
                return true;
            });
            bad.mode = Mode.OK;
            int before = bad.served.get();
            await(() -> {
                predict(router);
                return bad.served.get() > before;
            });
        }
    }

    private static void predict(TestRouter router) {
        try {
            assertThat(router.predict().statusCode()).isEqualTo(200);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoIsTriedAgainMayNotKeepARequestForHalfOfItsTime() throws Exception {
        try (Target bad = Target.answering("{}");
                Target good = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, "{\"deadline\":\"60s\",\"targets\":[" + target("main", bad, good) + "]}")) {
            // So that the other one is preferred.
            good.delayMillis = 300;
            for (int i = 0; i < 20; i++) {
                router.predict();
            }
            good.delayMillis = 0;
            bad.mode = Mode.SILENT;
            router.process.onLoop(() -> {
                router.process.route().targets().get("main").endpoints().forEach(endpoint -> {
                    if (endpoint.address().equals(bad.address())) {
                        endpoint.breaker().pause(System.nanoTime(), 0);
                    }
                });
                return true;
            });
            // The client's patience is shorter than half of the deadline.
            for (int i = 0; i < 10; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(bad.cancelled.get()).isPositive();
        }
    }

    @Test
    void whenNobodyAnswersTheDocumentSaysWhat() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", server)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"onExhausted\":{\"body\":\"{\\\"degraded\\\":true}\"}}]}")) {
            server.kill();
            HttpResponse<String> answer = router.predict();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"degraded\":true}");
            assertThat(router.metrics()).contains("slipway_router_degraded_answers_total{route=\"default/route\"} 1.0");
        }
    }

    @Test
    void anErrorOfTheOnlyTargetReachesTheClientAsItIs() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            server.mode = Mode.ERROR_500;
            HttpResponse<String> answer = router.predict();
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("no");
        }
    }

    @Test
    void theBudgetBoundsExtraAttemptsWhenATargetDies() throws Exception {
        try (Target bad = Target.answering("{}");
                Target spare = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", bad) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}],"
                                + "\"resilience\":{\"retry\":{\"budget\":{\"percent\":0,\"minPerSecond\":0.3}},"
                                + "\"breaker\":{\"consecutive\":1000,\"minRequests\":100000}}}")) {
            bad.mode = Mode.ERROR_503;
            int good = 0;
            for (int i = 0; i < 20; i++) {
                good += router.predict().statusCode() == 200 ? 1 : 0;
            }
            assertThat(good).isEqualTo(3);
        }
    }

    @Test
    void aTargetThatAsksToBeLeftAloneIsLeftAlone() throws Exception {
        try (Target busy = new Target(request ->
                        new Target.Answer(503, "text/plain", "later", java.util.Map.of("retry-after", "60"), false));
                Target spare = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", busy) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}]}")) {
            for (int i = 0; i < 10; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(busy.served).hasValue(1);
        }
    }

    @Test
    void aTargetThatCanDoOneThingAtATimeIsGivenOne() throws Exception {
        try (Target mcu = Target.answering("\"mcu\"");
                Target spare = Target.answering("\"spare\"");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[{\"name\":\"mcu\",\"maxConcurrency\":1,\"addresses\":[\"" + mcu.address()
                                + "\"]},"
                                + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"mcu\"}],\"fallback\":[\"spare\"]}]}")) {
            mcu.delayMillis = 300;
            Thread first = Thread.ofVirtual().start(() -> {
                try {
                    router.predict();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await(() -> mcu.open.get() == 1);
            assertThat(router.predict().body()).isEqualTo("\"spare\"");
            first.join();
            assertThat(router.predict().body()).isEqualTo("\"mcu\"");
        }
    }

    @Test
    void waitingInVainIsRefusedAtOnce() throws Exception {
        try (Target slow = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"1s\",\"targets\":[{\"name\":\"main\",\"maxConcurrency\":1,\"addresses\":[\""
                                + slow.address() + "\"]}]}")) {
            slow.delayMillis = 700;
            assertThat(router.predict().statusCode()).isEqualTo(200);
            Thread first = Thread.ofVirtual().start(() -> {
                try {
                    router.predict();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await(() -> slow.open.get() == 1);
            HttpResponse<String> answer = router.predict();
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            first.join();
        }
    }

    @Test
    void aHedgeOvertakesAnAttemptThatStalls() throws Exception {
        try (Target one = Target.answering("{}");
                Target two = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"10s\",\"targets\":[" + target("main", one, two)
                                + "],\"resilience\":{\"hedge\":{\"percentile\":95,\"maxPercent\":100}}}")) {
            for (int i = 0; i < 120; i++) {
                router.predict();
            }
            one.mode = Mode.SILENT;
            for (int i = 0; i < 200 && !router.metrics().contains("decision=\"hedge\""); i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(router.metrics()).contains("decision=\"hedge\"");
            await(() -> one.open.get() == 0);
        }
    }

    @Test
    void aFarTargetIsPassedOverWhileItsHeartbeatIsLost() throws Exception {
        try (Target edge = Target.answering("\"edge\"");
                Target cloud = Target.answering("\"cloud\"");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[{\"name\":\"edge\",\"kind\":\"EdgeGPU\",\"heartbeat\":\"100ms\",\"cost\":{\"perRequest\":\"0.001\"},\"addresses\":[\""
                                + edge.address()
                                + "\"]},{\"name\":\"cloud\",\"cost\":{\"perRequest\":\"0.01\"},\"addresses\":[\""
                                + cloud.address()
                                + "\"]}],\"rules\":[{\"split\":[{\"target\":\"edge\"}],\"fallback\":[\"cloud\"],"
                                + "\"policy\":{\"prefer\":\"Cost\"}}]}")) {
            edge.mode = Mode.SILENT;
            await(() -> router.process.statusJson().contains("\"state\":\"Lost\""));
            int asked = edge.open.get() + edge.cancelled.get();
            assertThat(router.predict().body()).isEqualTo("\"cloud\"");
            assertThat(router.process.statusJson())
                    .contains("\"name\":\"edge\",\"state\":\"Lost\",\"reason\":\"HeartbeatLost\"");
            assertThat(asked).isPositive();
            edge.mode = Mode.OK;
            await(() -> router.process.statusJson().contains("\"name\":\"edge\",\"state\":\"Healthy\""));
        }
    }

    @Test
    void rulesAreMatchedByHeaderAndPath() throws Exception {
        try (Target one = Target.answering("1");
                Target two = Target.answering("2");
                Target three = Target.answering("3");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("one", one) + "," + target("two", two) + "," + target("three", three)
                                + "],\"rules\":[{\"match\":{\"headers\":[{\"name\":\"X-Preview\",\"value\":\"v8\"}]},\"split\":[{\"target\":\"one\"}]},"
                                + "{\"match\":{\"path\":{\"value\":\"/v2\"}},\"split\":[{\"target\":\"two\"}]},{\"split\":[{\"target\":\"three\"}]}]}")) {
            assertThat(router.post("/p", "{}", "x-preview", "v8").body()).isEqualTo("1");
            assertThat(router.post("/p", "{}", "x-preview", "v9").body()).isEqualTo("3");
            assertThat(router.post("/v2/models/m/infer", "{}").body()).isEqualTo("2");
            assertThat(router.post("/v21", "{}").body()).isEqualTo("3");
        }
    }

    @Test
    void theSameUnitGetsTheSameTargetByHeaderOrBody() throws Exception {
        try (Target one = Target.answering("1");
                Target two = Target.answering("2");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"uid\":\"u\",\"targets\":[" + target("one", one) + "," + target("two", two)
                                + "],\"rules\":[{\"match\":{\"path\":{\"value\":\"/h\"}},\"split\":[{\"target\":\"one\"},{\"target\":\"two\"}],\"sticky\":{\"header\":\"X-User\"}},"
                                + "{\"split\":[{\"target\":\"one\"},{\"target\":\"two\"}],\"sticky\":{\"bodyPointer\":\"/entity/id\"}}]}")) {
            int ones = 0;
            for (int user = 0; user < 40; user++) {
                String first = router.post("/h", "{}", "x-user", "u" + user).body();
                assertThat(router.post("/h", "{}", "x-user", "u" + user).body()).isEqualTo(first);
                ones += first.equals("1") ? 1 : 0;
                String body = "{\"instances\":[],\"entity\":{\"x\":[1,2],\"id\":" + user + "}}";
                assertThat(router.post("/b", body).body())
                        .isEqualTo(router.post("/b", body).body());
            }
            assertThat(ones).isBetween(8, 32);
            router.post("/h", "{}");
            assertThat(router.metrics()).contains("slipway_router_unit_missing_total{route=\"default/route\"} 1.0");
        }
    }
}
