package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import dev.slipway.e2e.model.WhichIris;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A bad candidate is cut off and remembered, a good one takes over, and users notice neither. */
@Order(47)
class ProgressiveE2E {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    private static final int RATE = 150;

    private static final String ROUTE = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              deadline: 5s
              targets: [{name: main, modelDeploymentRef: {name: iris}}]
              rollout:
                steps: [{weight: 20, hold: 4s, minRequests: 50}, {weight: 100, minRequests: 100}]
                analysis: {metrics: [{name: errors}, {name: slow, latency: 300ms}]}
            """;

    @Test
    void a_bad_candidate_is_rolled_back_and_a_good_one_promoted_under_load() throws Exception {
        Sandbox.in("progressive", sandbox -> {
            sandbox.apply(Manifest.steadyIris("iris", "rollout: {strategy: Progressive}"));
            sandbox.apply(ROUTE);
            sandbox.awaitReady("iris");
            sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=120s");
            var first = sandbox.model("iris").status("activeRevision");
            var which = new WhichIris("iris", ModelFile.IRIS, ModelFile.OTHER_IRIS);
            var address = sandbox.address("iris-router");
            Once.ask(address, which.questions(), PATIENCE);
            try (var load = Load.start(address, which.questions(), CLIENTS, RATE)) {
                sandbox.apply(Manifest.slow(
                        "iris",
                        ModelStore.shared().put("/bad.onnx", ModelFile.OTHER_IRIS),
                        "rollout: {strategy: Progressive}"));
                rolledOut(sandbox, "CandidateRolledBack");
                IO.println(
                        "bad candidate: " + rollout(sandbox) + "; " + load.failed() + " failed of " + load.requests());
                assertThat(sandbox.model("iris").status("activeRevision")).isEqualTo(first);
                assertThat(rollout(sandbox)).contains("RolledBack");

                sandbox.apply(Manifest.steady(
                        "iris",
                        ModelStore.shared().put("/good.onnx", ModelFile.OTHER_IRIS),
                        "rollout: {strategy: Progressive}"));
                sandbox.awaitNow(
                        "the good candidate serves",
                        "iris",
                        m -> m.ready() && !m.status("activeRevision").equals(first));
                sandbox.kubectl("wait", "--for=delete", "deploy/iris-candidate", "--timeout=60s");
                sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=60s");
                which.forget();
                while (which.answers() < 300) {
                    Thread.sleep(100);
                }
                var report = load.stop();
                IO.println("good candidate: " + rollout(sandbox) + "; " + report);
                assertThat(which.shareOfOther()).as("%s", which).isEqualTo(1);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            // What runs stands first: the bad one fell behind the one that it did not replace.
            assertThat(sandbox.kubectl("get", "md/iris", "-o", "jsonpath={.status.revisions[*].result}"))
                    .isEqualTo("Served Served RolledBack");
        });
    }

    private static void rolledOut(Sandbox sandbox, String reason) throws InterruptedException {
        sandbox.awaitNow(
                "RolledOut with " + reason,
                "iris",
                m -> m.condition("RolledOut")
                        .filter(c -> c.reason().equals(reason))
                        .isPresent());
    }

    private static String rollout(Sandbox sandbox) {
        return sandbox.kubectl(
                "get",
                "ir/iris",
                "-o",
                "jsonpath={.status.rollout.phase} {.status.rollout.reason} {.status.rollout.summary} exposures"
                        + " {.status.rollout.exposures} bad {.status.rollout.badCandidate} e {.status.rollout.eValue}");
    }
}
