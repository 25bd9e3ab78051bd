package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.ReplicaHistory;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
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

    /** 250 % of 20m: what a server takes for compiling while it rests is less, and is no load to follow. */
    private static final String SCALED = """
            scaling:
              mode: Hpa
              minReplicas: 1
              maxReplicas: 3
              metrics: {cpuUtilization: 250}
              behavior:
                scaleUp: {percent: 100, period: 5s, stabilization: 0s}
                scaleDown: {percent: 100, period: 5s, stabilization: 15s}
            """;

    @Test
    void replicas_follow_the_load_without_a_failed_request_or_a_fight() throws Exception {
        Sandbox.in("hpa", sandbox -> {
            sandbox.apply(Manifest.iris("iris", SCALED + Manifest.PATIENT));
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
            var replicas = ReplicaHistory.of(sandbox.namespace(), "iris");
            IO.println("autoscaling, spec.replicas over time: " + replicas);
            assertThat(ReplicaHistory.turns(replicas))
                    .as("turns of spec.replicas %s: up, then down", replicas)
                    .isEqualTo(1);
        });
    }
}
