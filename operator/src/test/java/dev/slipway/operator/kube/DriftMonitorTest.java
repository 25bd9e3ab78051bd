package dev.slipway.operator.kube;

import static dev.slipway.operator.kube.PlayedRun.DRIFT;
import static dev.slipway.operator.kube.PlayedRun.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.operator.driftmonitor.SeenMonitor;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DriftMonitors on a real API server: what runs are made, heard once, announced once, and what it costs. */
class DriftMonitorTest extends MonitorApiTest {
    @Test
    void everyChildIsStoredAsPlannedAndASecondTimeChangesNothing() {
        var monitor = monitor(RETRAINING + PROMOTION + SINKS);
        monitor.setStatus(CanonicalJson.read(Yaml.toJson("""
                        {retraining: {phase: Evaluating, runId: '0123456789', lastRequest: run/x, trigger: t},
                         promotion: {runId: '0123456789', champion: '7', candidate: '8', decision: Pending, reason: Promoting},
                         alert: {firing: true, history: D, notices: [{alert: a, sink: 'cloudEvents http://events', status: firing, run: r, startsAt: '2026-01-01T00:00:00Z'}]}}"""), DriftMonitorStatus.class));
        var children = new ArrayList<>(
                MonitorPlan.of(SeenMonitor.of(monitor, List.of())).children());
        assertThat(children).hasSize(4);
        monitor.setStatus(CanonicalJson.read(
                "{\"retraining\":{\"phase\":\"Running\",\"runId\":\"0123456789\",\"lastRequest\":\"run/x\",\"trigger\":\"t\"}}",
                DriftMonitorStatus.class));
        MonitorPlan.of(SeenMonitor.of(monitor, List.of())).children().stream()
                .filter(child -> child instanceof Job)
                .forEach(children::add);
        assertThat(children).hasSize(6);
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
