package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.driftmonitor.SeenMonitor;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How runs, the clock and people move a monitor on. It is midnight, the first of January 2026, in UTC. */
class ProgressTest {
    private static final String TRAIN = "action: {job: {image: 'train:1'}}";
    private static final String DRIFTED =
            "lastRun: {jobName: r1, finishTime: '2025-12-31T23:00:00Z', result: Succeeded}, verdict: Drift, driftedShare: 0.5";

    private final List<HasMetadata> objects = new ArrayList<>();

    private Progress progress(String spec, String status) {
        return Progress.of(observed(spec, status), false);
    }

    private ObservedMonitor observed(String spec, String status) {
        var monitor = Seen.yaml("""
                {metadata: {name: fraud, namespace: shop, uid: u-1, generation: 2, creationTimestamp: '2025-12-01T00:00:00Z'},
                 spec: {schedule: '0 * * * *', reference: {postgres: {secretRef: {name: pg}, table: training}},
                   current: {postgres: {secretRef: {name: pg}, table: now, timeColumn: at}}, %s}, status: {%s}}\
                """.formatted(spec, status), DriftMonitor.class);
        return SeenMonitor.of(monitor, objects);
    }

    private void ran(String job, String ended, String verdict, String more) {
        objects.add(Seen.yaml("""
                {metadata: {name: %1$s, creationTimestamp: '2025-12-31T20:00:00Z', labels: {slipway.dev/driftmonitor: fraud, slipway.dev/role: run}},
                 status: {startTime: '%2$s', conditions: [{type: Complete, status: 'True', lastTransitionTime: '%2$s'}]}}\
                """.formatted(job, ended), Job.class));
        objects.add(Seen.yaml("""
                {metadata: {name: %1$s-p, labels: {slipway.dev/driftmonitor: fraud, batch.kubernetes.io/job-name: %1$s}},
                 status: {phase: Succeeded, containerStatuses: [{name: drift-job, image: x,
                   state: {terminated: {exitCode: 0, reason: Completed, message: '{"verdict":"%2$s"%3$s}'}}}]}}\
                """.formatted(job, verdict, more), Pod.class));
    }

    @Test
    void runsAreHeardInTheOrderOfTheirEndsAndOnlyThoseAfterTheLast() {
        ran("b", "2025-12-31T22:00:00Z", "Drift", "");
        ran("a", "2025-12-31T23:00:00Z", "NoDrift", "");
        ran("old", "2025-12-31T21:00:00Z", "Drift", "");
        var heard = progress(
                        "alerting: {fireAfter: {windows: 1, of: 1}}",
                        "lastRun: {jobName: old, finishTime: '2025-12-31T21:00:00Z', result: Succeeded}, alert: {history: N}")
                .hearing();
        assertThat(heard.alert().history()).isEqualTo("NDN");
        assertThat(heard.news()).extracting(Announcement::reason).containsExactly(Reason.DRIFT_DETECTED);
        assertThat(heard.findings().orElseThrow().run().jobName()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"a, b", "b, a"})
    void bothOfTwoRunsThatEndWithinOneSecondAreHeard(String first, String second) {
        ran(first, "2025-12-31T23:00:00Z", "NoDrift", "");
        ran(second, "2025-12-31T23:00:00Z", "Drift", "");
        var heard = progress(
                        "alerting: {fireAfter: {windows: 1, of: 1}}",
                        "lastRun: {jobName: %1$s, finishTime: '2025-12-31T23:00:00Z', result: Succeeded}, alert: {history: N, heard: [%1$s, gone]}"
                                .formatted(first))
                .hearing();
        assertThat(heard.alert().history()).isEqualTo("ND");
        assertThat(heard.alert().heard()).containsExactlyInAnyOrder("a", "b");
        assertThat(heard.findings().orElseThrow().run().jobName()).isEqualTo(second);
    }

    @Test
    void aRunWaitsForTheOneThatEndedBeforeItAndWhosePodHasNotBeenSeenToEnd() {
        ran("b", "2025-12-31T23:59:58Z", "Drift", "");
        objects.removeIf(Pod.class::isInstance);
        ran("a", "2025-12-31T23:59:59Z", "NoDrift", "");
        assertThat(progress("paused: false", "").hearing().findings()).isEmpty();
    }

    @Test
    void aRunWhosePodHasNotBeenSeenToEndIsHeardLater() {
        ran("a", "2025-12-31T23:59:59Z", "Drift", "");
        objects.removeIf(Pod.class::isInstance);
        assertThat(progress("paused: false", "").hearing().findings()).isEmpty();
    }

    @Test
    void lostPerformanceIsToldOnce() {
        var labels =
                "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, floor: 0.9}}";
        ran("a", "2025-12-31T22:00:00Z", "NoDrift", ",\"performanceDegraded\":true");
        ran("b", "2025-12-31T23:00:00Z", "NoDrift", ",\"performanceDegraded\":true");
        assertThat(progress(labels, "").news()).extracting(Announcement::key).containsExactly("lost a");
    }

    @ParameterizedTest
    @CsvSource({"fraud-drift-29, RollingBack", "fraud-2f9c, AllRulesHold"})
    void aChampionAnswersForRunsOnScheduleAndNotForTheOneAtOnceAfterItsPromotion(String job, String reason) {
        ran(job, "2025-12-31T23:00:00Z", "NoDrift", ",\"performanceDegraded\":true");
        var after = progress(
                "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, minDrop: 0.1}}, retraining: {schedule: '0 0 1 1 *', "
                        + TRAIN
                        + "}, promotion: {registry: {url: 'http://mlflow', model: fraud}, evaluation: {postgres: {secretRef: {name: pg}, query: SELECT 1}, labelColumn: y}, rules: [{metric: auc, floor: 0.5}], rollback: {watch: 2h}}",
                "promotion: {runId: x, champion: '1', candidate: '2', decision: Promoted, reason: AllRulesHold, watchUntil: '2026-01-01T00:30:00Z'}");
        assertThat(after.gate().reason()).isEqualTo(reason);
    }

    @Test
    void theClockAsksOnceForEachTickThatWasNotMissedForLong() {
        var nightly = progress("retraining: {schedule: '55 23 * * *', " + TRAIN + "}", "");
        assertThat(nightly.retraining().lastRequest()).isEqualTo("clock/2025-12-31T23:55:00Z");
        assertThat(nightly.retraining().phase()).isEqualTo(Phase.Running);

        var missed = progress("retraining: {schedule: '30 23 * * *', " + TRAIN + "}", "");
        assertThat(missed.retraining().phase()).isEqualTo(Phase.Idle);
        assertThat(missed.again(observed("retraining: {schedule: '30 23 * * *', " + TRAIN + "}", "")))
                .hasValueSatisfying(wait -> assertThat(wait).hasHours(23));
    }

    @Test
    void aTrainingThatTheClockAskedForOutlastsRunsThatFindNothing() {
        var waiting = progress(
                "retraining: {when: driftedShare >= 0.9, schedule: '55 23 * * *', " + TRAIN + "}",
                DRIFTED
                        + ", retraining: {phase: CoolingDown, runId: x, lastRequest: clock/2025-12-31T22:55:00Z, starts: ['2025-12-31T20:00:00Z']}");
        assertThat(waiting.retraining().phase()).isEqualTo(Phase.CoolingDown);
    }

    @Test
    void aWaitThatNoRunAsksForAnyMoreIsCalledOff() {
        var spec = "retraining: {when: driftedShare >= 0.9, " + TRAIN + "}";
        var waits =
                ", retraining: {phase: CoolingDown, runId: x, lastRequest: run/r0, starts: ['2025-12-31T20:00:00Z']}";
        assertThat(progress(spec, DRIFTED + waits).retraining().phase()).isEqualTo(Phase.Idle);
        assertThat(progress(spec, DRIFTED.replace("Succeeded", "Failed") + waits)
                        .retraining()
                        .phase())
                .as("a run that failed asks for nothing and calls nothing off")
                .isEqualTo(Phase.CoolingDown);
    }

    @Test
    void withoutRetrainingInTheSpecNothingIsUnderWayAndStartsStillCount() {
        var without = observed(
                "paused: false",
                "retraining: {phase: Running, runId: x, lastRequest: run/r0, starts: ['2025-12-31T20:00:00Z']}");
        assertThat(Progress.of(without, false).state(without)).hasValueSatisfying(state -> {
            assertThat(state.phase()).isEqualTo(Phase.Idle);
            assertThat(state.starts()).hasSize(1);
        });
    }
}
