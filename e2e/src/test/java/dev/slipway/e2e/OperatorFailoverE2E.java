package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Installation;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.Manifest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two replicas of the operator: when the leader dies, the other goes on. */
@Order(50)
class OperatorFailoverE2E {
    @Test
    void the_other_replica_takes_over_and_the_status_catches_up() throws Exception {
        Sandbox.in("failover", sandbox -> {
            assertThat(Installation.replicas()).isEqualTo(2);
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.awaitReady("iris");
            var killed = Instant.now();
            var old = Installation.killLeader();
            sandbox.apply(Manifest.iris("iris", "server: {warmup: {requests: 16}}"));
            var generation = sandbox.model("iris").generation();
            var gap = Installation.awaitLeaderOtherThan(old, killed);
            sandbox.awaitNow(
                    "the new leader has seen the new spec",
                    "iris",
                    m -> m.condition("Ready")
                            .filter(c -> c.observedGeneration() == generation)
                            .isPresent());
            var caughtUp = Duration.between(killed, Instant.now());
            sandbox.awaitReady("iris");
            IO.println("leader killed: next leader after " + gap.toMillis() + " ms, status up to date after "
                    + caughtUp.toMillis() + " ms");
            Installation.awaitRollout();
        });
    }
}
