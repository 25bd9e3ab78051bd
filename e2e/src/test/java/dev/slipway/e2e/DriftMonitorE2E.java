package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.DriftExample;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A monitor over two tables of PostgreSQL in the cluster: from the first verdict to a retraining, and what can be wrong. */
@Order(60)
class DriftMonitorE2E {
    private static final String RETRAINING = """
            {"spec": {"retraining": {"when": "driftedShare >= 0.3", "cooldown": "24h", "action": {"job":
              {"image": "localhost/slipway-stores:1", "command": ["sh", "-c"], "args": ["[ -n \\"$SLIPWAY_RUN_ID\\" ]"]}}}}}
            """;

    @Test
    void a_monitor_tells_drift_once_and_says_what_is_wrong() throws Exception {
        Sandbox.in("drift", sandbox -> {
            var example = new DriftExample(sandbox);
            example.start();
            stableDataIsNoDrift(sandbox, example);
            itsScheduleIsMadeAgain(sandbox, example);
            shiftedDataIsDriftAndIsToldOnce(sandbox, example);
            theModelIsTrainedOnce(sandbox, example);
            whatIsMissingIsNamed(sandbox, example);
            noSecretIsPrinted(sandbox);
            deletionLeavesNothing(sandbox);
        });
    }

    private static void stableDataIsNoDrift(Sandbox sandbox, DriftExample example) {
        sandbox.kubectl("wait", "--for=condition=Ready", "dm/payments", "--timeout=90s");
        assertThat(example.status("verdict")).isEqualTo("NoDrift");
        assertThat(example.status("lastRun.rows")).isEqualTo("20000");
        assertThat(example.events("DriftDetected")).isEmpty();
        var shown = sandbox.kubectl("get", "dm");
        assertThat(shown.lines().findFirst().orElseThrow())
                .contains("READY", "DRIFT", "SCORE", "WORST-FEATURE", "LAST-RUN");
        assertThat(shown.lines().skip(1).findFirst().orElseThrow())
                .startsWith("payments")
                .contains("True", "NoDrift");
    }

    private static void itsScheduleIsMadeAgain(Sandbox sandbox, DriftExample example) {
        var since = Instant.now();
        sandbox.kubectl("delete", "cronjob/payments-drift");
        sandbox.await(
                "the CronJob is made again",
                since,
                entry -> entry.as(Event.class)
                        .filter(e -> e.getReason().equals("ChildRepaired"))
                        .filter(e -> e.getMessage().contains("CronJob payments-drift was deleted"))
                        .isPresent());
        sandbox.kubectl("wait", "--for=create", "cronjob/payments-drift", "--timeout=10s");
        assertThat(example.condition("Ready")).isEqualTo("True Succeeded");
    }

    private static void shiftedDataIsDriftAndIsToldOnce(Sandbox sandbox, DriftExample example) {
        example.sql("shift.sql");
        example.run("second");
        example.await("verdict", "Drift");
        assertThat(sandbox.kubectl("get", "dm", "payments")).contains("True", "Drift");
        assertThat(example.condition("DriftDetected")).isEqualTo("True ThresholdExceeded");
        assertThat(example.condition("Ready")).isEqualTo("True Succeeded");
        assertThat(example.status("drifted[*].feature"))
                .contains("amount", "country")
                .doesNotContain("age");
        example.run("third");
        example.await("alert.history", "NDD");
        assertThat(example.events("DriftDetected")).hasSize(1);
        IO.println(sandbox.kubectl("get", "dm", "-o", "wide") + example.events("DriftDetected"));
    }

    private static void theModelIsTrainedOnce(Sandbox sandbox, DriftExample example) {
        sandbox.kubectl("patch", "dm", "payments", "--type=merge", "-p", RETRAINING);
        example.await("retraining.phase", "Succeeded");
        example.run("fourth");
        example.await("retraining.phase", "CoolingDown");
        assertThat(sandbox.kubectl("get", "jobs", "-l", "slipway.dev/role=retrain", "-o", "name")
                        .lines())
                .hasSize(1);
        assertThat(example.events("RetrainingStarted")).hasSize(1);
    }

    private static void whatIsMissingIsNamed(Sandbox sandbox, DriftExample example) {
        example.reference("{\"table\": \"public.no_such_table\"}");
        example.awaitReady("False BaselineUnavailable");
        assertThat(example.message()).contains("public.no_such_table", "does not exist");
        example.reference("{\"table\": \"public.payments_training\", \"secretRef\": {\"name\": \"no-such-secret\"}}");
        example.awaitReady("False ReferenceNotFound");
        assertThat(example.message()).contains("no-such-secret");
        example.reference("{\"secretRef\": {\"name\": \"payments-postgres\"}}");
        example.awaitReady("True Succeeded");
        sandbox.kubectl("scale", "deployment/payments-postgres", "--replicas=0");
        sandbox.kubectl(
                "wait", "--for=delete", "pod", "-l", "app.kubernetes.io/name=payments-postgres", "--timeout=60s");
        example.run("fifth");
        example.awaitReady("False BaselineUnavailable");
    }

    private static void noSecretIsPrinted(Sandbox sandbox) throws InterruptedException {
        var said = sandbox.kubectl("get", "dm,cronjobs,jobs,events", "-o", "yaml")
                + sandbox.logs("slipway.dev/driftmonitor=payments");
        assertThat(said).contains("BaselineUnavailable").doesNotContain("example-only");
    }

    private static void deletionLeavesNothing(Sandbox sandbox) {
        sandbox.kubectl("delete", "dm/payments");
        sandbox.kubectl(
                "wait",
                "--for=delete",
                "jobs,cronjobs,pods",
                "-l",
                "slipway.dev/driftmonitor=payments",
                "--timeout=60s");
    }
}
