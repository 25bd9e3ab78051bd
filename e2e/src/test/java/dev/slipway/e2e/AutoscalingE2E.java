package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.cluster.Timeline;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The autoscaler follows the load up and down; nobody fights it, and nobody notices. */
@Order(40)
class AutoscalingE2E {
    private static final int CLIENTS = 8;
    private static final int BUSY = 500;
    private static final int QUIET = 5;
    private static final int MOST = 3;

    private static final String SCALED = """
            scaling:
              mode: Hpa
              minReplicas: 1
              maxReplicas: 3
              metrics: {cpuUtilization: 100}
              behavior:
                scaleUp: {percent: 100, period: 5s, stabilization: 0s}
                scaleDown: {percent: 100, period: 5s, stabilization: 15s}
            """;

    @Test
    void replicas_follow_the_load_without_a_failed_request_or_a_fight() throws Exception {
        Sandbox.in("hpa", sandbox -> {
            sandbox.apply(Manifest.iris("iris", SCALED));
            sandbox.awaitReady("iris");
            var questions = IrisQuestion.about("iris", ModelFile.IRIS);
            Once.ask(sandbox.address("iris"), questions, Duration.ofSeconds(10));
            sandbox.awaitNow("the autoscaler has metrics", "iris", m -> m.is("ScalingActive", "True"));

            try (var load = Load.start(sandbox.address("iris"), questions, CLIENTS, BUSY)) {
                sandbox.awaitNow(
                        "replicas went up",
                        "iris",
                        m -> m.status("replicas", "ready").equals(Optional.of(MOST)));
                IO.println("autoscaling, under load: " + load.stop());
                assertThat(load.failed()).as("%s", load.stop()).isZero();
            }
            try (var load = Load.start(sandbox.address("iris"), questions, CLIENTS, QUIET)) {
                sandbox.awaitNow(
                        "replicas went down again",
                        "iris",
                        m -> m.ready()
                                && Sandbox.settled(m)
                                && m.status("replicas", "desired").equals(Optional.of(1)));
                var report = load.stop();
                IO.println("autoscaling, at rest: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            var replicas = replicasOverTime(sandbox);
            IO.println("autoscaling, spec.replicas over time: " + replicas);
            assertThat(turns(replicas))
                    .as("turns of spec.replicas %s: up, then down", replicas)
                    .isEqualTo(1);
        });
    }

    private static List<Integer> replicasOverTime(Sandbox sandbox) {
        var seen = new ArrayList<Integer>();
        Timeline.shared().of(sandbox.namespace()).stream()
                .filter(e -> !e.deleted())
                .flatMap(e -> e.as(Deployment.class).stream())
                .map(d -> d.getSpec().getReplicas())
                .forEach(r -> {
                    if (seen.isEmpty() || !Objects.equals(seen.getLast(), r)) {
                        seen.add(r);
                    }
                });
        return seen;
    }

    /** How often the direction changes. */
    private static int turns(List<Integer> replicas) {
        var turns = 0;
        for (var i = 2; i < replicas.size(); i++) {
            var before = Integer.compare(replicas.get(i - 1), replicas.get(i - 2));
            turns += Integer.compare(replicas.get(i), replicas.get(i - 1)) == before ? 0 : 1;
        }
        return turns;
    }
}
