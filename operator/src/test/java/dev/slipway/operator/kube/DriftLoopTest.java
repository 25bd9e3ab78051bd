package dev.slipway.operator.kube;

import static dev.slipway.operator.kube.PlayedRun.DRIFT;
import static dev.slipway.operator.kube.PlayedRun.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.status.ConditionType;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What follows from a verdict, on a real API server: trainings, the gate, receivers of alerts. */
class DriftLoopTest extends MonitorApiTest {
    private static final String AIRFLOW =
            ", retraining: {when: driftedShare >= 0.3, action: {airflow: {url: 'http://airflow', dagId: train}}}";

    @Test
    void aTrainingIsRememberedThenMadeOnceAndTheNextRunWaitsForTheCooldown() {
        operator();
        monitor(ONE_RUN + RETRAINING);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(jobs("retrain")).hasSize(1));
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("True/Retraining"));
        assertThat(retraining().runId())
                .isEqualTo(jobs("retrain").getFirst().getMetadata().getLabels().get("slipway.dev/cause"));

        played.ends(jobs("retrain").getFirst(), true, "");
        eventually(() -> assertThat(retraining().phase()).isEqualTo(Phase.Succeeded));
        assertThat(events("RetrainingStarted")).hasSize(1);
        assertThat(events("RetrainingSucceeded")).hasSize(1);

        played.ends(played.scheduled("fraud-drift", "fraud-drift-2"), true, DRIFT);
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("False/CoolingDown"));
        settle();
        assertThat(jobs("retrain")).hasSize(1);
    }

    @Test
    void aTrainingWhoseJobIsDeletedHasFailedAndIsNotMadeAgain() {
        operator();
        monitor(ONE_RUN + RETRAINING);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(retraining().startTime()).isNotNull());
        delete("retrain");
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("False/RetrainingFailed"));
        settle();
        assertThat(jobs("retrain")).isEmpty();
    }

    private void delete(String role) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel("slipway.dev/role", role)
                .delete();
    }

    @Test
    void aDagWhoseJobIsDeletedIsFoundAgainUnderItsIdAndEveryLaterJobIsMadeAgainToo() {
        operator();
        monitor(ONE_RUN + AIRFLOW + PROMOTION);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(retraining().startTime()).isNotNull());
        var first = only("retrain");
        delete("retrain");
        eventually(() -> assertThat(jobs("retrain"))
                .singleElement()
                .satisfies(again -> assertThat(again.getMetadata().getUid())
                        .isNotEqualTo(first.getMetadata().getUid())));
        var again = only("retrain");
        assertThat(document(again.getSpec()))
                .contains("\"id\":\"" + retraining().runId() + "\"");
        assertThat(retraining().phase()).isEqualTo(Phase.Running);
        assertThat(retraining().starts()).hasSize(1);
        assertThat(events("RetrainingStarted")).hasSize(1);

        played.ends(again, true, "{\"command\":\"retrain\",\"outcome\":\"Succeeded\",\"adopted\":true}");
        eventually(() -> assertThat(retraining().phase()).isEqualTo(Phase.Evaluating));
        only("evaluate");
        delete("evaluate");
        played.ends(only("evaluate"), true, PASSED);
        only("promote");
        delete("promote");
        played.ends(only("promote"), true, "{\"command\":\"promote\",\"outcome\":\"Promoted\"}");
        eventually(() -> assertThat(promotion().decision()).isEqualTo(Decision.Promoted));
        assertThat(retraining().phase()).isEqualTo(Phase.Succeeded);
        assertThat(retraining().starts()).hasSize(1);
    }

    @Test
    void aTrainingThatAPersonMustApproveWaitsForTheAnnotation() {
        operator();
        monitor(ONE_RUN + RETRAINING.replace("cooldown: 24h", "approval: Manual"));
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("False/AwaitingApproval"));
        assertThat(jobs("retrain")).isEmpty();
        resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.toJson("{metadata: {annotations: {slipway.dev/approve-retraining: '%s'}}}"
                                .formatted(retraining().runId())));
        eventually(() -> assertThat(jobs("retrain")).hasSize(1));
    }

    @Test
    void aCandidateThatPassesBecomesChampionOnceAndGoesBackOnceItDoesWorse() {
        operator();
        monitor(ONE_RUN + RETRAINING + PROMOTION + LABELS);
        trained();
        played.ends(only("evaluate"), true, PASSED);
        assertThat(document(only("promote").getSpec()))
                .contains("\"decision\":\"Passed\"", "\"champion\":\"7\"", "\"candidate\":\"8\"");
        assertThat(promotion().decision()).isEqualTo(Decision.Pending);
        played.ends(only("promote"), true, "{\"command\":\"promote\",\"outcome\":\"Promoted\"}");
        eventually(() -> assertThat(promotion().decision()).isEqualTo(Decision.Promoted));
        assertThat(retraining().phase()).isEqualTo(Phase.Succeeded);
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
        }
        assertThat(events("CandidatePromoted"))
                .singleElement()
                .satisfies(e -> assertThat(e.getMessage()).contains("Version 8 is champion in place of 7"));
        assertThat(jobs("promote")).hasSize(1);
        var pin = promotion().references().getLast();
        assertThat(pin.version()).isEqualTo("8");
        eventually(() -> assertThat(document(schedule())).contains("\"key\":\"8 since %s\"".formatted(pin.time())));

        played.ends(
                played.scheduled("fraud-drift", "fraud-drift-2"),
                true,
                STABLE.replace("\"problems\"", "\"performanceDegraded\":true,\"problems\""));
        assertThat(document(only("rollback").getSpec())).contains("\"promoted\":\"8\"", "\"previous\":\"7\"");
        played.ends(only("rollback"), true, "{\"command\":\"rollback\",\"outcome\":\"RolledBack\"}");
        eventually(() -> assertThat(promotion().decision()).isEqualTo(Decision.RolledBack));
        assertThat(events("ChampionRolledBack")).hasSize(1);
        eventually(() -> assertThat(document(schedule())).doesNotContain("\"key\""));
    }

    @Test
    void aCandidateThatIsRefusedIsTaggedAndNothingElse() {
        operator();
        monitor(ONE_RUN + RETRAINING + PROMOTION);
        trained();
        played.ends(
                only("evaluate"),
                true,
                PASSED.replace("Passed", "Rejected")
                        .replace("AllRulesHold", "NotBetter")
                        .replace("0.02,", "-0.02,"));
        eventually(() -> assertThat(promotion().decision()).isEqualTo(Decision.Rejected));
        assertThat(promotion().reason()).isEqualTo("NotBetter");
        assertThat(document(only("promote").getSpec())).contains("\"decision\":\"Rejected\"");
        played.ends(only("promote"), true, "{\"command\":\"promote\",\"outcome\":\"Rejected\"}");
        eventually(() -> assertThat(retraining().phase()).isEqualTo(Phase.Succeeded));
        assertThat(promotion().candidate()).isEqualTo("8");
        assertThat(events("CandidateRejected"))
                .singleElement()
                .satisfies(e -> assertThat(e.getMessage()).contains("Candidate 8 is refused (NotBetter): auc"));
    }

    @Test
    void everyReceiverIsToldOnceAndOneThatFailsDoesNotMakeTheMonitorUnready() {
        operator();
        monitor(SINKS);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(jobs("alert")).hasSize(2));
        for (var job : jobs("alert")) {
            var events = String.valueOf(job.getSpec().getTemplate()).contains("cloudEvents");
            played.ends(
                    job,
                    events,
                    events
                            ? "{\"command\":\"alert\",\"outcome\":\"Delivered\"}"
                            : "{\"reason\":\"SinkUnavailable\",\"message\":\"http://am does not answer.\"}");
        }
        eventually(() -> assertThat(condition(ConditionType.ALERTS_DELIVERED)).isEqualTo("False/SinkFailing"));
        eventually(() -> assertThat(Objects.requireNonNull(status().alert()).notices())
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.sink() + " " + notice.failures()).isEqualTo("alertmanager http://am 1")));
        assertThat(condition(ConditionType.READY)).isEqualTo("True/Succeeded");
        assertThat(events("SinkFailing"))
                .singleElement()
                .satisfies(e -> assertThat(e.getMessage()).contains("http://am does not answer"));
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
        }
        assertThat(jobs("alert")).hasSize(2);
    }

    @Test
    void aDagThatIsPausedIsToldInTheWordsOfTheJobThatAskedAirflow() {
        operator();
        monitor(ONE_RUN + AIRFLOW);
        played.ends(firstRun(), true, DRIFT);
        var job = only("retrain");
        assertThat(document(job.getSpec()))
                .contains("\"dagId\":\"train\"", "\"id\":\"" + retraining().runId() + "\"");
        played.ends(job, false, "{\"reason\":\"TrainerPaused\",\"message\":\"The DAG train is paused.\"}");
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("False/RetrainingFailed"));
        assertThat(retraining().message()).contains("The DAG train is paused.");
    }
}
