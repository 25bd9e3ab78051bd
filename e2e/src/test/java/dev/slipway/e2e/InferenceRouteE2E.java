package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import dev.slipway.e2e.model.WhichIris;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two models behind one route: shares, changes without a failed request, a target that dies, a name that is wrong. */
@Order(46)
class InferenceRouteE2E {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    private static final int RATE = 150;
    private static final int ENOUGH = 800;
    /** Four standard deviations of a share of a fifth. */
    private static final double TOLERANCE = 0.06;

    private static final String ROUTE = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              deadline: 5s
              targets:
                - {name: main, modelDeploymentRef: {name: iris}}
                - {name: next, modelDeploymentRef: {name: %s}}
              rules:
                - split: [{target: main, weight: %d}, {target: next, weight: %d}]
                  fallback: [main, next]
            """;

    @Test
    void shares_follow_the_weights_and_no_request_fails_whatever_happens_to_a_target() throws Exception {
        Sandbox.in("route", sandbox -> {
            sandbox.apply(Manifest.steadyIris("iris", ""));
            sandbox.apply(Manifest.steady("other", ModelStore.shared().put("/other.onnx", ModelFile.OTHER_IRIS), ""));
            sandbox.apply(ROUTE.formatted("missing", 80, 20));
            await(sandbox, "reason", "ReferenceNotFound");
            assertThat(get(sandbox, "{.status.conditions[?(@.type=='Ready')].message}"))
                    .contains("ModelDeployment missing");

            sandbox.apply(ROUTE.formatted("other", 80, 20));
            sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=150s");
            var which = new WhichIris("iris", ModelFile.IRIS, ModelFile.OTHER_IRIS);
            var address = sandbox.address("iris-router");
            Once.ask(address, which.questions(), PATIENCE);
            try (var load = Load.start(address, which.questions(), CLIENTS, RATE)) {
                awaitShare(which, 0.2);

                changeWeights(sandbox, which, 0, 100);
                assertThat(share(which)).as("%s", which).isEqualTo(1);

                changeWeights(sandbox, which, 50, 50);
                sandbox.kubectl(
                        "delete", "pod", "-l", "slipway.dev/modeldeployment=other", "--grace-period=0", "--force");
                await(sandbox, "reason", "SomeUnhealthy");
                sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=150s");
                share(which);
                assertThat(which.shareOfOther()).as("%s", which).isPositive();

                var report = load.stop();
                IO.println("route: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
        });
    }

    private static void changeWeights(Sandbox sandbox, WhichIris which, int main, int next) throws Exception {
        var applied = Instant.now();
        sandbox.apply(ROUTE.formatted("other", main, next));
        var generation = get(sandbox, "{.metadata.generation}");
        while (!get(sandbox, "{.status.observedGeneration} {.status.dataPlane.acknowledged}")
                .equals(generation + " true")) {
            assertThat(Instant.now()).isBefore(applied.plus(PATIENCE));
            Thread.sleep(20);
        }
        IO.println("weights " + main + ":" + next + " in force "
                + Duration.between(applied, Instant.now()).toMillis() + " ms after kubectl apply began");
        which.forget();
    }

    /** A target that was down is tried again a moment after it is up; until then the others stand in for it. */
    private static void awaitShare(WhichIris which, double wanted) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        var share = share(which);
        while (Math.abs(share - wanted) > TOLERANCE && Instant.now().isBefore(deadline)) {
            share = share(which);
        }
        assertThat(share).as("%s", which).isCloseTo(wanted, within(TOLERANCE));
    }

    /** Of the other model, in answers that were asked for from now on. */
    private static double share(WhichIris which) throws InterruptedException {
        Thread.sleep(100);
        which.forget();
        while (which.answers() < ENOUGH) {
            Thread.sleep(100);
        }
        return which.shareOfOther();
    }

    private static void await(Sandbox sandbox, String field, String value) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (!get(sandbox, "{.status.conditions[?(@.type=='Ready')]." + field + "}")
                .equals(value)) {
            assertThat(Instant.now()).as("Ready with %s %s", field, value).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    private static String get(Sandbox sandbox, String path) {
        return sandbox.kubectl("get", "ir/iris", "-o", "jsonpath=" + path).strip();
    }
}
