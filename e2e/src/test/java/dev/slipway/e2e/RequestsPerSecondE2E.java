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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Replicas follow the requests that are really offered: our gauge, scraped by Prometheus, served by its adapter. */
@Order(45)
class RequestsPerSecondE2E {
    private static final int CLIENTS = 16;
    private static final int BUSY = 450;
    private static final int QUIET = 20;

    private static final String SCALED = """
            scaling:
              mode: Hpa
              minReplicas: 2
              maxReplicas: 10
              metrics: {requestsPerSecond: 100}
              behavior:
                scaleUp: {percent: 100, period: 15s, stabilization: 0s}
                scaleDown: {percent: 50, period: 60s, stabilization: 15s}
            """;

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
            sandbox.apply(Manifest.iris("iris", SCALED));
            sandbox.awaitReady("iris");
            var questions = IrisQuestion.about("iris", ModelFile.IRIS);
            Once.ask(sandbox.address("iris"), questions, Duration.ofSeconds(10));
            sandbox.awaitNow("the autoscaler has metrics", "iris", m -> m.is("ScalingActive", "True"));

            try (var load = Load.start(sandbox.address("iris"), questions, CLIENTS, BUSY)) {
                sandbox.awaitNow("replicas doubled", "iris", m -> desired(m) >= 4);
                sandbox.awaitNow("as many as the requests need", "iris", m -> desired(m) >= 5 && Sandbox.settled(m));
                var report = load.stop();
                IO.println("requests per second, under load: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            try (var load = Load.start(sandbox.address("iris"), questions, CLIENTS, QUIET)) {
                sandbox.awaitNow("replicas went down again", "iris", m -> desired(m) == 2 && Sandbox.settled(m));
                var report = load.stop();
                IO.println("requests per second, at rest: " + report);
                assertThat(report.failed()).as("%s", report).isZero();
            }
            var replicas = ReplicaHistory.of(sandbox.namespace());
            IO.println("requests per second, spec.replicas over time: " + replicas);
            assertThat(ReplicaHistory.turns(replicas)).as("%s", replicas).isEqualTo(1);
            assertThat(IntStream.range(1, replicas.size()))
                    .as("at most +100 %% and -50 %% at a time: %s", replicas)
                    .allMatch(i -> withinTheSteps(replicas.get(i - 1), replicas.get(i)));
        });
    }

    private static int desired(ModelView model) {
        return model.status("replicas", "desired").map(Integer.class::cast).orElse(0);
    }

    /** The autoscaler rounds half a replica down. */
    private static boolean withinTheSteps(int before, int after) {
        return after <= 2 * before && after >= before / 2;
    }
}
