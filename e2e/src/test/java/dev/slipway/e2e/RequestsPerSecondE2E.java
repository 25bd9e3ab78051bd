package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Command;
import dev.slipway.e2e.cluster.ModelView;
import dev.slipway.e2e.cluster.ReplicaHistory;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Replicas of a model and of the routers before it follow the requests that are really offered: our gauges, scraped by Prometheus, served by its adapter. */
@Order(45)
class RequestsPerSecondE2E {
    private static final int CLIENTS = 16;

    /** Of each pod, in the tests of a change; {@code -De2e.requestsPerSecond=100} needs a machine with time to spare. */
    private static final int TARGET = Integer.getInteger("e2e.requestsPerSecond", 27);

    /**
     * Six pods are wanted. A busy machine that could not offer so many without a pause would offer fewer, and fewer would be
     * wanted.
     */
    private static final int BUSY = 11 * TARGET / 2;

    private static final int QUIET = 20;

    private static final String SCALED = """
            scaling:
              mode: Hpa
              minReplicas: 2
              maxReplicas: 10
              metrics: {requestsPerSecond: %d}
              behavior:
                scaleUp: {percent: 100, period: 15s, stabilization: 0s}
                scaleDown: {percent: 50, period: 60s, stabilization: 30s}
            """.formatted(TARGET);

    /** So many requests that ten routers are wanted; a node of two processors has room for half of them. */
    private static final String ROUTE = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              deadline: 5s
              dataPlane:
                scaling:
                  mode: Hpa
                  minReplicas: 2
                  maxReplicas: 10
                  metrics: {requestsPerSecond: %d}
                  behavior:
                    scaleUp: {percent: 100, period: 15s, stabilization: 0s}
                    scaleDown: {percent: 100, period: 15s, stabilization: 30s}
              targets: [{name: main, modelDeploymentRef: {name: iris}}]
            """.formatted(BUSY / 12);

    @BeforeAll
    static void custom_metrics_are_served() {
        Command.of("e2e/cluster/cluster", "custom-metrics", "up").run().text();
    }

    @AfterAll
    static void the_cluster_is_as_it_was() {
        Command.of("e2e/cluster/cluster", "custom-metrics", "down").run().text();
    }

    @Test
    void replicas_follow_the_offered_requests_by_the_given_steps() throws Exception {
        Sandbox.in("rps", sandbox -> {
            sandbox.apply(Manifest.iris("iris", SCALED + Manifest.PATIENT));
            sandbox.awaitReady("iris");
            sandbox.apply(ROUTE);
            sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=120s");
            var questions = IrisQuestion.about("iris", ModelFile.IRIS);
            var address = sandbox.address("iris-router");
            Once.ask(address, questions, Duration.ofSeconds(10));
            sandbox.awaitNow("the autoscaler has metrics", "iris", m -> m.is("ScalingActive", "True"));
            sandbox.kubectl("wait", "--for=condition=ScalingActive", "hpa/iris-router", "--timeout=60s");

            try (var load = Load.start(address, questions, CLIENTS, BUSY)) {
                sandbox.awaitNow("replicas doubled", "iris", m -> desired(m) >= 4);
                sandbox.awaitNow("as many as the requests need", "iris", m -> desired(m) >= 5 && Sandbox.settled(m));
                sandbox.awaitNow("and ten routers are wanted", "iris", m -> routers(sandbox) == 10);
                var report = load.stop();
                IO.println("requests per second, under load: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            try (var load = Load.start(address, questions, CLIENTS, QUIET)) {
                sandbox.awaitNow("replicas went down again", "iris", m -> desired(m) == 2 && Sandbox.settled(m));
                sandbox.awaitNow("and routers", "iris", m -> routers(sandbox) == 2);
                var report = load.stop();
                IO.println("requests per second, at rest: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            var models = history(sandbox, "iris");
            assertThat(IntStream.range(1, models.size()))
                    .as("at most +100 %% and -50 %% at a time: %s", models)
                    .allMatch(i -> models.get(i) <= 2 * models.get(i - 1)
                            // The autoscaler rounds half a replica down.
                            && models.get(i) >= models.get(i - 1) / 2);
            var routers = history(sandbox, "iris-router");
            assertThat(IntStream.range(1, routers.size()))
                    .as("at most +100 %% at a time: %s", routers)
                    .allMatch(i -> routers.get(i) <= 2 * routers.get(i - 1));
        });
    }

    private static int routers(Sandbox sandbox) {
        return Integer.parseInt(sandbox.kubectl("get", "deploy/iris-router", "-o", "jsonpath={.spec.replicas}")
                .strip());
    }

    private static int desired(ModelView model) {
        return model.status("replicas", "desired").map(Integer.class::cast).orElse(0);
    }

    /** Up to where it had to go, and down again, without a step back. */
    private static List<Integer> history(Sandbox sandbox, String deployment) {
        var replicas = ReplicaHistory.of(sandbox.namespace(), deployment);
        IO.println("requests per second, spec.replicas of " + deployment + " over time: " + replicas);
        assertThat(ReplicaHistory.turns(replicas))
                .as("%s: %s", deployment, replicas)
                .isEqualTo(1);
        return replicas;
    }
}
