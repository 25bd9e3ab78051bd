package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.RetrainingExample;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** From drift to a better model that serves, with a real MLflow: what {@code make demo-loop} shows, step by step. */
@Order(61)
class RetrainingLoopE2E {
    private static final int PAGE_MAX = 300_000;

    @Test
    void a_changed_world_trains_a_better_model_that_is_judged_promoted_and_served() throws Exception {
        Sandbox.in("loop", sandbox -> {
            var example = new RetrainingExample(sandbox);
            example.stores();
            theFirstVersionServes(example);
            theWorldAsItWasIsNoDrift(example);
            theWorldChanges(example);
            everyStepWasOneJobAndIsTold(sandbox, example);
            theRegistryKnowsWhy(example);
            whatItLearnedIsComparedWith(example);
            reportsAreKept(example);
            noSecretIsPrinted(sandbox);
        });
    }

    private static void theFirstVersionServes(RetrainingExample example) {
        assertThat(example.run("first-training")).isEqualTo("version 1 of payments has the alias champion");
        example.apply("modeldeployment.yaml");
        example.awaitReady("md");
        assertThat(example.status("md", "model.version")).isEqualTo("1");
    }

    private static void theWorldAsItWasIsNoDrift(RetrainingExample example) {
        example.run("payments-before");
        example.apply("driftmonitor.yaml");
        example.awaitReady("dm");
        assertThat(example.status("dm", "verdict")).isEqualTo("NoDrift");
        assertThat(example.status("dm", "lastRun.rows")).isEqualTo("3000");
        assertThat(example.status("dm", "retraining.phase")).isEqualTo("Idle");
    }

    private static void theWorldChanges(RetrainingExample example) throws Exception {
        example.run("payments-after");
        example.compare();
        example.await("dm", "verdict", "Drift");
        assertThat(example.status("dm", "drifted[*].feature"))
                .contains("amount", "distance")
                .doesNotContain("age", "hour");
        assertThat(example.phasesUntilDecision()).containsSubsequence("Running", "Evaluating", "Succeeded");
        assertThat(example.status("dm", "promotion.decision"))
                .as(example.status("dm", "promotion.message"))
                .isEqualTo("Promoted");
        assertThat(example.status("dm", "promotion.champion")).isEqualTo("1");
        assertThat(example.status("dm", "promotion.candidate")).isEqualTo("2");
        example.await("md", "model.version", "2");
        example.awaitReady("md");
        assertThat(example.status("dm", "promotion.decision")).isEqualTo("Promoted");
    }

    private static void everyStepWasOneJobAndIsTold(Sandbox sandbox, RetrainingExample example) {
        assertThat(example.jobs("retrain")).containsExactly("Complete");
        assertThat(example.jobs("evaluate")).containsExactly("Complete");
        assertThat(example.jobs("promote")).containsExactly("Complete");
        assertThat(example.events("DriftDetected")).hasSize(1);
        assertThat(example.events("RetrainingStarted"))
                .singleElement()
                .asString()
                .contains("driftedShare >= 0.3");
        assertThat(example.events("RetrainingSucceeded")).hasSize(1);
        assertThat(example.events("CandidatePromoted"))
                .singleElement()
                .asString()
                .startsWith("Version 2 is champion in place of 1");
        IO.println(sandbox.kubectl("get", "md,dm,jobs") + sandbox.kubectl("get", "events"));
    }

    private static void theRegistryKnowsWhy(RetrainingExample example) throws Exception {
        var api = "/api/2.0/mlflow/";
        assertThat(example.get("mlflow", api + "registered-models/alias?name=payments&alias=champion"))
                .containsPattern("\"version\": *\"2\"");
        assertThat(example.get("mlflow", api + "model-versions/get?name=payments&version=2"))
                .contains("slipway.gate.champion", "slipway.gate.retraining", "AllRulesHold");
    }

    private static void whatItLearnedIsComparedWith(RetrainingExample example) throws Exception {
        assertThat(example.status("dm", "promotion.references[*].version")).isEqualTo("2");
        example.awaitOther("dm", "lastRun.jobName", "now");
        assertThat(example.status("dm", "lastRun.result")).isEqualTo("Succeeded");
        assertThat(example.references())
                .as("the first one is kept for a way back")
                .hasSize(2);
    }

    private static void reportsAreKept(RetrainingExample example) throws Exception {
        var kept = example.reports();
        assertThat(kept).anyMatch(name -> name.startsWith("payments-evaluation"));
        var page = kept.stream()
                .filter(name -> name.endsWith(".html"))
                .sorted()
                .toList()
                .getLast();
        assertThat(example.get("reports", "/" + page))
                .hasSizeLessThan(PAGE_MAX)
                .contains("<svg", "amount", "distance")
                .doesNotContain("http:", "https:", "src=");
        assertThat(example.status("dm", "lastRun.report")).endsWith("/" + page);
    }

    private static void noSecretIsPrinted(Sandbox sandbox) throws InterruptedException {
        var said = sandbox.kubectl("get", "md,dm,cronjobs,jobs,events", "-o", "yaml")
                + sandbox.logs("slipway.dev/driftmonitor=payments");
        assertThat(said).contains("Promoted").doesNotContain("example-only");
    }
}
