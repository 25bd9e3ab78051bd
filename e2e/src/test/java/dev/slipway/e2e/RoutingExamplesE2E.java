package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.ModelFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code examples/routing}, each applied as it stands, and what its page says of it. */
@Order(48)
class RoutingExamplesE2E {
    private static final Path EXAMPLES = Checkout.ROOT.resolve("examples");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void every_example_answers_and_the_canary_takes_over() throws Exception {
        Sandbox.in("routing", sandbox -> {
            sandbox.kubectl("apply", "-k", EXAMPLES.resolve("iris").toString());
            apply(sandbox, "iris/modeldeployment.yaml", "routing/next.yaml");
            for (var route : new String[] {"ab", "shadow", "progressive"}) {
                with(sandbox, route, () -> {
                    sandbox.kubectl("wait", "--for=condition=Ready", "ir/" + route, "--timeout=240s");
                    ask(sandbox, route, route.equals("progressive") ? "iris-progressive" : "iris");
                });
            }
            with(sandbox, "edge", () -> {
                ask(sandbox, "edge", "iris");
                sandbox.kubectl(
                        "wait",
                        "--for=jsonpath={.status.conditions[?(@.type==\"BackendsHealthy\")].reason}=SomeUnhealthy",
                        "ir/edge",
                        "--timeout=60s");
            });
            with(sandbox, "canary", () -> takesOver(sandbox));
            with(sandbox, "bad-canary", () -> isCutOff(sandbox));
        });
    }

    private static void takesOver(Sandbox sandbox) throws InterruptedException {
        ask(sandbox, "canary", "iris");
        var questions = IrisQuestion.about("iris", ModelFile.IRIS);
        try (var load = Load.start(sandbox.address("canary-router"), questions, 8, 100)) {
            sandbox.kubectl("wait", "--for=jsonpath={.status.rollout.phase}=Promoted", "ir/canary", "--timeout=120s");
            var report = load.stop();
            IO.println("canary example: " + report);
            assertThat(report.failed()).as("%s", report).isZero();
        }
        assertThat(sandbox.kubectl("get", "ir/canary", "-o", "jsonpath={.status.traffic}"))
                .isEqualTo("next=100");
    }

    private static void isCutOff(Sandbox sandbox) throws InterruptedException {
        ask(sandbox, "bad-canary", "iris");
        var questions = IrisQuestion.about("iris", ModelFile.IRIS);
        try (var load = Load.start(sandbox.address("bad-canary-router"), questions, 8, 100)) {
            sandbox.kubectl(
                    "wait", "--for=jsonpath={.status.rollout.phase}=RolledBack", "ir/bad-canary", "--timeout=120s");
            var report = load.stop();
            IO.println("bad canary example: " + report);
            assertThat(report.failed()).as("%s", report).isZero();
        }
        assertThat(sandbox.kubectl("get", "ir/bad-canary", "-o", "jsonpath={.status.traffic} {.status.rollout.reason}"))
                .isEqualTo("main=100 errors");
    }

    /** What is done with an example. */
    private interface Look {
        void at() throws InterruptedException;
    }

    private static void with(Sandbox sandbox, String route, Look look) throws InterruptedException {
        apply(sandbox, "routing/" + route + ".yaml");
        sandbox.kubectl("wait", "--for=condition=Programmed", "ir/" + route, "--timeout=120s");
        look.at();
        sandbox.kubectl(
                "delete", "-f", EXAMPLES.resolve("routing/" + route + ".yaml").toString());
    }

    private static void apply(Sandbox sandbox, String... files) {
        for (var file : files) {
            sandbox.kubectl("apply", "-f", EXAMPLES.resolve(file).toString());
        }
    }

    private static void ask(Sandbox sandbox, String route, String model) throws InterruptedException {
        Once.ask(sandbox.address(route + "-router"), IrisQuestion.about(model, ModelFile.IRIS), PATIENCE);
    }
}
