package dev.slipway.operator.kube;

import static dev.slipway.operator.kube.PlayedRun.DRIFT;
import static dev.slipway.operator.kube.PlayedRun.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.operator.driftmonitor.SeenMonitor;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** DriftMonitors on a real API server: what runs are made, heard once, announced once, and what it costs. */
class DriftMonitorTest extends ApiServerTest {
    private static final String SPEC = """
        schedule: '0 0 1 1 *', reference: {postgres: {secretRef: {name: pg}, table: public.training}},
        current: {postgres: {secretRef: {name: pg}, table: public.now, timeColumn: at}}\
        """;
    private static final String RETRAINING = """
        , retraining: {when: driftedShare >= 0.3, cooldown: 24h, action: {job: {image: 'registry/train:1', command: [train]}}}\
        """;
    private static final String ONE_RUN = ", alerting: {fireAfter: {windows: 1, of: 1}, resolveAfter: {windows: 1}}";

    private final PlayedRun played = new PlayedRun(client, namespace);

    private DriftMonitor monitor(String more) {
        return client.resource(CanonicalJson.read(
                        Yaml.toJson(
                                "{apiVersion: slipway.dev/v1alpha1, kind: DriftMonitor, metadata: {name: fraud, namespace: %s}, spec: {%s%s}}"
                                        .formatted(namespace, SPEC, more)),
                        DriftMonitor.class))
                .create();
    }

    private Resource<DriftMonitor> resource() {
        return client.resources(DriftMonitor.class).inNamespace(namespace).withName("fraud");
    }

    private DriftMonitorStatus status() {
        return Objects.requireNonNull(resource().require().getStatus());
    }

    private RetrainingState retraining() {
        return Objects.requireNonNull(status().retraining());
    }

    private String history() {
        return String.valueOf(Objects.requireNonNull(status().alert()).history());
    }

    private String condition(ConditionType type) {
        var condition = Conditions.find(status().conditions(), type).orElseThrow();
        return condition.status() + "/" + condition.reason();
    }

    private List<Job> jobs(String role) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel("slipway.dev/role", role)
                .list()
                .getItems();
    }

    private Job firstRun() {
        eventually(() -> assertThat(jobs("run")).hasSize(1));
        return jobs("run").getFirst();
    }

    private CronJob cronJob() {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName("fraud-drift")
                .require();
    }

    @Test
    void everyChildIsStoredAsPlannedAndASecondTimeChangesNothing() {
        var monitor = monitor(RETRAINING);
        monitor.setStatus(CanonicalJson.read(
                "{\"retraining\":{\"phase\":\"Running\",\"runId\":\"0123456789\",\"lastRequest\":\"run/x\",\"trigger\":\"t\"}}",
                DriftMonitorStatus.class));
        var children = MonitorPlan.of(SeenMonitor.of(monitor, List.of())).children();
        assertThat(children).hasSize(3);
        for (var child : children) {
            Ownership.claim(monitor, child);
            client.resource(child).fieldManager("slipway").serverSideApply();
            var stored = client.resource(child).get();
            assertThat(OwnFields.difference(stored, child, "slipway"))
                    .as(child.getKind() + child.getMetadata().getName())
                    .isEmpty();

            client.resource(child).fieldManager("slipway").serverSideApply();
            assertThat(client.resource(child).get().getMetadata().getResourceVersion())
                    .isEqualTo(stored.getMetadata().getResourceVersion());
        }
    }

    @Test
    void theVerdictOfARunIsInTheStatusAndIsAnnouncedOnceHoweverOftenOneLooks() {
        operator();
        monitor(ONE_RUN);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(status().verdict()).isEqualTo(Verdict.Drift));
        eventually(() -> assertThat(condition(ConditionType.READY)).isEqualTo("True/Succeeded"));
        assertThat(condition(ConditionType.DRIFT_DETECTED)).isEqualTo("True/ThresholdExceeded");
        assertThat(status().drifted())
                .singleElement()
                .satisfies(f -> assertThat(f.feature()).isEqualTo("amount"));
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
        }
        assertThat(events("DriftDetected"))
                .singleElement()
                .satisfies(e -> assertThat(e.getMessage()).isEqualTo("The data has drifted: amount (ks 0.310)."));

        played.ends(played.scheduled("fraud-drift", "fraud-drift-2"), true, STABLE);
        eventually(() -> assertThat(status().verdict()).isEqualTo(Verdict.NoDrift));
        assertThat(condition(ConditionType.DRIFT_DETECTED)).isEqualTo("False/WithinThreshold");
        assertThat(events("DriftResolved")).hasSize(1);
        assertThat(history()).isEqualTo("DN");
    }

    @Test
    void aRunThatWasHeardStaysHeardWhenItsJobAndThoseOfOthersAreGone() {
        operator();
        monitor(ONE_RUN);
        played.ends(firstRun(), true, DRIFT);
        eventually(() -> assertThat(status().verdict()).isEqualTo(Verdict.Drift));
        operator().close();
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        client.batch().v1().jobs().inNamespace(namespace).delete();
        eventually(() -> assertThat(jobs("run")).isEmpty());

        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(jobs("run")).hasSize(1));
            eventually(() -> assertThat(next.reconciles()).isGreaterThan(1));
            assertThat(status().verdict()).isEqualTo(Verdict.Drift);
            assertThat(history()).isEqualTo("D");
            assertThat(condition(ConditionType.READY)).isEqualTo("True/Succeeded");
        }
    }

    @Test
    void runsThatEndedWhileNobodyLookedAreHeardInTheirOrder() {
        operator();
        monitor(", alerting: {fireAfter: {windows: 2, of: 3}}");
        var first = firstRun();
        operator().close();
        played.ends(first, true, STABLE);
        for (var run : List.of("fraud-drift-2", "fraud-drift-3")) {
            played.ends(played.scheduled("fraud-drift", run), true, DRIFT);
        }
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
            eventually(() -> assertThat(history()).isNotEmpty());
            assertThat(history()).hasSize(3).contains("D");
        }
    }

    @Test
    void aRunThatFailsSaysWhyAndHasNoVerdict() {
        operator();
        monitor("");
        played.ends(
                firstRun(),
                false,
                "{\"reason\":\"BaselineUnavailable\",\"message\":\"The reference: postgres public.training cannot be read: ERROR: relation does not exist\"}");
        eventually(() -> assertThat(condition(ConditionType.READY)).isEqualTo("False/BaselineUnavailable"));
        eventually(() -> assertThat(status().verdict()).isEqualTo(Verdict.Error));
        assertThat(condition(ConditionType.DRIFT_DETECTED)).isEqualTo("Unknown/InsufficientData");
    }

    @Test
    void aReconcileWithoutWorkMakesNoCall() {
        operator();
        monitor(ONE_RUN + RETRAINING);
        played.ends(firstRun(), true, STABLE);
        eventually(() -> assertThat(status().verdict()).isEqualTo(Verdict.NoDrift));
        settle();
        operator().calls.forget();
        var before = operator().reconciles();
        client.resource(cronJob())
                .edit(c -> c.edit()
                        .editMetadata()
                        .addToAnnotations("example.com/note", "irrelevant")
                        .endMetadata()
                        .build());
        eventually(() -> assertThat(operator().reconciles()).isGreaterThan(before));
        settle();
        assertThat(operator().calls.all()).isEmpty();
    }

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
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel("slipway.dev/role", "retrain")
                .delete();
        eventually(() -> assertThat(condition(ConditionType.RETRAINING_ACTIVE)).isEqualTo("False/RetrainingFailed"));
        settle();
        assertThat(jobs("retrain")).isEmpty();
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
    void aPausedMonitorStartsNothingAndOneThatGoesTakesItsChildrenAlong() {
        operator();
        monitor("");
        firstRun();
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), Yaml.toJson("{spec: {paused: true}}"));
        eventually(() -> assertThat(cronJob().getSpec().getSuspend()).isTrue());
        eventually(() -> assertThat(condition(ConditionType.SCHEDULED)).isEqualTo("False/Suspended"));
        assertThat(cronJob().getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(o -> assertThat(o.getKind() + "/" + o.getName() + "/" + o.getController())
                        .isEqualTo("DriftMonitor/fraud/true"));
    }

    @Test
    void anotherTableIsAnotherRunAtOnceAndTheOldOneGoes() {
        operator();
        monitor("");
        var first = firstRun();
        resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.toJson("{spec: {current: {postgres: {table: public.later}}}}"));
        eventually(() -> assertThat(jobs("run"))
                .singleElement()
                .satisfies(job -> assertThat(job.getMetadata().getName())
                        .isNotEqualTo(first.getMetadata().getName())));
    }
}
