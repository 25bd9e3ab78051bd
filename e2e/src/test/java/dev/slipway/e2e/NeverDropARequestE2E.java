package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.disturbance.Disturbance;
import dev.slipway.e2e.disturbance.NeverDropRecord;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Whatever happens to a model that has two replicas, no client notices. {@link Load} says what counts as a failure. */
@Order(45)
class NeverDropARequestE2E {
    private static final long REQUESTS = Long.getLong("e2e.requests", 60_000);
    private static final int CLIENTS = 16;
    private static final int SLOWEST = 500;
    private static final int FASTEST = 2_500;
    private static final int SECONDS_WANTED = 100;

    private final Map<Disturbance, Integer> happened = new EnumMap<>(Disturbance.class);

    @Test
    void no_request_fails_whatever_happens() throws Exception {
        Sandbox.in("never-drop", sandbox -> {
            sandbox.apply(Manifest.steady(Disturbance.NAME, Disturbance.firstUri(), "scaling: {minReplicas: 2}"));
            sandbox.awaitReady(Disturbance.NAME);
            var address = sandbox.address(Disturbance.NAME);
            Once.ask(address, IrisQuestion.about(Disturbance.NAME, ModelFile.IRIS), Duration.ofSeconds(10));
            var questions = IrisQuestion.about(Disturbance.NAME, ModelFile.IRIS, ModelFile.OTHER_IRIS);
            try (var load = Load.start(address, questions, CLIENTS, rate())) {
                disturb(sandbox, load);
                var report = load.stop();
                IO.println("never drop: " + report + "\n  meanwhile: " + NeverDropRecord.words(happened));
                if (Boolean.getBoolean("e2e.record")) {
                    NeverDropRecord.append(report, happened);
                }
                assertThat(report.failed()).as("%s", report).isZero();
                assertThat(report.requests()).isGreaterThanOrEqualTo(REQUESTS);
            }
        });
    }

    private static int rate() {
        return Math.clamp(REQUESTS / SECONDS_WANTED, SLOWEST, FASTEST);
    }

    /** Everything at least once, and again and again until there were enough requests. */
    private void disturb(Sandbox sandbox, Load load) throws InterruptedException {
        for (var round = 1; happened.isEmpty() || load.requests() < REQUESTS; round++) {
            for (var disturbance : Disturbance.values()) {
                if (happened.containsKey(disturbance) && load.requests() >= REQUESTS) {
                    return;
                }
                disturbance.happen(sandbox, round);
                happened.merge(disturbance, 1, Integer::sum);
                IO.println("  " + load.requests() + " requests, " + load.failed() + " failed after " + disturbance);
            }
        }
    }
}
