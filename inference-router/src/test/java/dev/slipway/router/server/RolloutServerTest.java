package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutServerTest {
    @TempDir
    Path folder;

    private static String document(Target main, Target candidate, String rollout) {
        return "{\"targets\":[" + target("main", main) + "," + target("v8", candidate)
                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}]}],\"rollout\":{\"candidate\":\"v8\",\"baseline\":\"main\","
                + "\"warmUp\":\"0s\"," + rollout + "}}";
    }

    @Test
    void theCandidateGetsItsShareAndNoMore() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}]"))) {
            int ofCandidate = 0;
            for (int i = 0; i < 400; i++) {
                ofCandidate += router.predict().body().equals("\"v8\"") ? 1 : 0;
            }
            assertThat(ofCandidate).isBetween(40, 130);
            assertThat(router.process.statusJson()).contains("\"exposures\":" + ofCandidate);
        }
    }

    @Test
    void aBadCandidateIsCutOffAfterAFewAnswersAndNoUserSeesThem() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}]"))) {
            candidate.mode = Target.Mode.ERROR_500;
            for (int i = 0; i < 300; i++) {
                assertThat(router.predict().body()).isEqualTo("\"main\"");
            }
            String status = router.process.statusJson();
            assertThat(status)
                    .contains("\"phase\":\"RolledBack\",\"reason\":\"errors\"")
                    .contains("\"weight\":0.0");
            int attempts = router.process.onLoop(() ->
                    (int) router.process.route().targets().get("v8").counters().attempts());
            assertThat(attempts).isLessThan(8);
        }
    }

    @Test
    void fromTheVerdictOnNoRequestReachesTheCandidate() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        try (Target main = Target.answering("\"main\"");
                Target candidate = new Target(request -> {
                    seen.incrementAndGet();
                    return new Target.Answer(500, "text/plain", "no", Map.of(), false);
                });
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":50,\"hold\":\"1h\"}]"))) {
            while (!router.process.statusJson().contains("RolledBack")) {
                router.predict();
            }
            int atVerdict = seen.get();
            for (int i = 0; i < 100; i++) {
                router.predict();
            }
            assertThat(seen).hasValue(atVerdict);
        }
    }

    @Test
    void aCandidateThatRefusesWhatItsBaselineAnswersIsCutOff() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1]}");
                Target candidate = new Target(request -> new Target.Answer(400, "text/plain", "no", Map.of(), false));
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}]"))) {
            for (int i = 0; i < 300; i++) {
                router.predict();
            }
            assertThat(router.process.statusJson()).contains("\"phase\":\"RolledBack\",\"reason\":\"refused\"");
        }
    }

    @Test
    void whatBothRefuseSaysNothingAgainstTheCandidate() throws Exception {
        try (Target main = new Target(request -> new Target.Answer(404, "text/plain", "no", Map.of(), false));
                Target candidate = new Target(request -> new Target.Answer(404, "text/plain", "no", Map.of(), false));
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}]"))) {
            for (int i = 0; i < 300; i++) {
                router.predict();
            }
            assertThat(router.process.statusJson()).contains("\"phase\":\"Progressing\"");
        }
    }

    @Test
    void beforeADeadBaselineACandidateIsHeldAndNotPromoted() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder,
                        document(main, candidate, "\"steps\":[{\"weight\":50,\"hold\":\"50ms\"},{\"weight\":100}]"))) {
            main.kill();
            for (int i = 0; i < 200; i++) {
                router.predict();
            }
            await(() -> router.process.statusJson().contains("\"phase\":\"Inconclusive\""));
            assertThat(router.process.statusJson()).contains("\"step\":0,\"weight\":50.0");
        }
    }

    @Test
    void latencyIsJudgedAgainstMoreThanOneBound() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder,
                        document(
                                main,
                                candidate,
                                "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}],\"analysis\":{\"metrics\":[{\"name\":\"sluggish\","
                                        + "\"latency\":\"30s\"},{\"name\":\"late\",\"latency\":\"200ms\"}]}"))) {
            candidate.delayMillis = 300;
            while (router.process.statusJson().contains("Progressing")) {
                router.predict();
            }
            assertThat(router.process.statusJson()).contains("\"phase\":\"RolledBack\",\"reason\":\"late\"");
        }
    }

    @Test
    void answersThatAreNoPredictionsAreEvidence() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1]}");
                Target candidate = Target.answering("{\"predictions\":[null]}");
                TestRouter router = new TestRouter(
                        folder,
                        document(
                                main,
                                candidate,
                                "\"steps\":[{\"weight\":20,\"hold\":\"1h\"}],\"analysis\":{\"metrics\":[{\"name\":\"errors\"},{\"name\":\"invalid\"}]}"))) {
            for (int i = 0; i < 300; i++) {
                router.predict();
            }
            assertThat(router.process.statusJson()).contains("\"phase\":\"RolledBack\",\"reason\":\"invalid\"");
        }
    }

    @Test
    void aGoodCandidateGoesThroughItsStepsToTheEnd() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder,
                        document(
                                main,
                                candidate,
                                "\"steps\":[{\"weight\":50,\"hold\":\"100ms\",\"minRequests\":5},{\"weight\":100,\"hold\":\"100ms\",\"minRequests\":5}]"))) {
            await(() -> {
                try {
                    router.predict();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return router.process.statusJson().contains("\"phase\":\"Succeeded\"");
            });
            assertThat(router.predict().body()).isEqualTo("\"v8\"");
        }
    }

    @Test
    void withoutTrafficItIsInconclusiveAndHolds() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder,
                        document(main, candidate, "\"steps\":[{\"weight\":10,\"hold\":\"50ms\"},{\"weight\":100}]"))) {
            await(() -> router.process.statusJson().contains("\"phase\":\"Inconclusive\""));
            assertThat(router.process.statusJson()).contains("\"step\":0,\"weight\":10.0");
        }
    }

    @Test
    void aRestartedRouterStillKnowsItsVerdict() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Map<String, String> environment = Map.of("SLIPWAY_STATE_DIR", state.toString());
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"")) {
            candidate.mode = Target.Mode.ERROR_500;
            String document = document(main, candidate, "\"steps\":[{\"weight\":50,\"hold\":\"1h\"}]");
            try (TestRouter router = new TestRouter(folder, document, environment)) {
                while (!router.process.statusJson().contains("RolledBack")) {
                    router.predict();
                }
            }
            candidate.mode = Target.Mode.OK;
            try (TestRouter router = new TestRouter(folder, document, environment)) {
                for (int i = 0; i < 50; i++) {
                    assertThat(router.predict().body()).isEqualTo("\"main\"");
                }
                router.document(document.replace("\"warmUp\"", "\"id\":\"another\",\"warmUp\""));
                assertThat(router.process.statusJson()).contains("\"id\":\"another\",\"phase\":\"Progressing\"");
            }
        }
    }

    @Test
    void theDocumentCanEndARollout() throws Exception {
        try (Target main = Target.answering("\"main\"");
                Target candidate = Target.answering("\"v8\"");
                TestRouter router = new TestRouter(
                        folder, document(main, candidate, "\"steps\":[{\"weight\":100,\"hold\":\"1h\"}]"))) {
            assertThat(router.predict().body()).isEqualTo("\"v8\"");
            router.document(document(
                    main,
                    candidate,
                    "\"steps\":[{\"weight\":100,\"hold\":\"1h\"}],\"control\":{\"rolledBack\":\"errors\"}"));
            assertThat(router.predict().body()).isEqualTo("\"main\"");
        }
    }
}
