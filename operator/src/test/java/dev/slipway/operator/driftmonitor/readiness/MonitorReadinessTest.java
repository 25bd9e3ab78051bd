package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.driftmonitor.readiness.MonitorCase.when;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.BASELINE_READY;
import static dev.slipway.operator.status.ConditionType.DRIFT_DETECTED;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;
import static dev.slipway.operator.status.ConditionType.PERFORMANCE_DEGRADED;
import static dev.slipway.operator.status.ConditionType.SCHEDULED;
import static dev.slipway.operator.status.ConditionType.TARGET_RESOLVED;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static dev.slipway.operator.status.Verdict.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, or was found, in the words of runs and Jobs, and what the status of a monitor says of it. */
public class MonitorReadinessTest {
    private static final String LABELS =
            "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, floor: 0.9}}";

    static Stream<MonitorCase> cases() {
        return Stream.of(spec(), runs(), drift(), performance(), LoopCases.all())
                .flatMap(cases -> cases);
    }

    /** Reasons that some case or an event shows. */
    public static Set<Reason> said() {
        var said =
                cases().map(MonitorCase::reason).collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        said.addAll(Set.of(
                Reason.DRIFT_DETECTED,
                Reason.DRIFT_RESOLVED,
                Reason.RETRAINING_STARTED,
                Reason.CANDIDATE_PROMOTED,
                Reason.CANDIDATE_REJECTED,
                Reason.CHAMPION_ROLLED_BACK,
                Reason.ROLLBACK_FAILED));
        return said;
    }

    private static Stream<MonitorCase> spec() {
        return Stream.of(
                when("the spec can be honoured").then(ACCEPTED, TRUE, Reason.ACCEPTED, ""),
                when("a path leads out of its claim")
                        .spec("reference: {profile: {uri: 'pvc://claim/../p'}}")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "leads out of its claim"),
                when("the watch cannot be read")
                        .spec(LoopCases.RETRAIN + ", "
                                + LoopCases.GATE.replace("rules", "rollback: {watch: 9999999999h}, rules"))
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "spec.promotion.rollback.watch"),
                when("the window cannot be read")
                        .spec(
                                "current: {postgres: {secretRef: {name: pg}, table: now, timeColumn: at}, window: 9999999999h}")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "spec.current.window"),
                when("the time zone does not exist")
                        .spec("timeZone: Mars/Olympus")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "Mars/Olympus"),
                when("the condition names what no run measures")
                        .spec("retraining: {when: luck > 3, action: {job: {image: 'train:1'}}}")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "luck"),
                when("detectors have no place for their state")
                        .spec(
                                "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, detectors: [{type: DDM}]}")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "spec.report"),
                when("it is known where the data is").then(TARGET_RESOLVED, TRUE, Reason.RESOLVED, ""),
                when("the model does not exist")
                        .spec("modelRef: {name: fraud}")
                        .then(
                                TARGET_RESOLVED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                "ModelDeployment fraud does not exist"),
                when("the model has no prediction log")
                        .spec("modelRef: {name: fraud}")
                        .with(Seen.yaml(
                                "{metadata: {name: fraud}, spec: {model: {uri: 's3://m/f'}}}", ModelDeployment.class))
                        .then(TARGET_RESOLVED, FALSE, Reason.PREDICTION_LOG_MISSING, "spec.predictionLog"),
                when("runs follow the schedule").then(SCHEDULED, TRUE, Reason.SCHEDULED, ""),
                when("the monitor is paused").spec("paused: true").then(SCHEDULED, FALSE, Reason.SUSPENDED, "paused"));
    }

    private static Stream<MonitorCase> runs() {
        return Stream.of(
                when("nothing has run yet").then(LAST_RUN_SUCCEEDED, UNKNOWN, Reason.COMPARING, ""),
                when("nothing has read the reference yet").then(BASELINE_READY, UNKNOWN, Reason.PENDING, ""),
                when("a run succeeded").found(said("NoDrift")).then(LAST_RUN_SUCCEEDED, TRUE, Reason.SUCCEEDED, ""),
                when("a run has read the reference")
                        .found(said("NoDrift"))
                        .then(BASELINE_READY, TRUE, Reason.BASELINE_READY, ""),
                when("the log's first days are not over")
                        .found(
                                "{\"verdict\":\"NoData\",\"reference\":{\"rows\":0,\"ready\":false},\"problems\":[\"the log is young\"]}")
                        .then(BASELINE_READY, FALSE, Reason.BASELINE_COLLECTING, "The log is young."),
                when("the reference is not there")
                        .failed("BaselineUnavailable", "The reference: no such table")
                        .then(BASELINE_READY, FALSE, Reason.BASELINE_UNAVAILABLE, "no such table"),
                when("the database is away")
                        .failed("SourceUnavailable", "postgres now cannot be read")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.SOURCE_UNAVAILABLE, "Postgres now cannot be read"),
                when("the password is wrong")
                        .failed("AccessDenied", "The database refuses access.")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.ACCESS_DENIED, "refuses access"),
                when("the Secret does not exist")
                        .failed("ReferenceNotFound", "The Secret pg does not exist.")
                        .then(ACCEPTED, FALSE, Reason.REFERENCE_NOT_FOUND, "The Secret pg does not exist."),
                when("the Secret lacks a key")
                        .failed("InvalidSecret", "The Secret pg has no host.")
                        .then(ACCEPTED, FALSE, Reason.INVALID_SECRET, "no host"),
                when("the claim is full")
                        .failed("StoreUnavailable", "No space left on device.")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.STORE_UNAVAILABLE, "No space"),
                when("the run took too long")
                        .run("DeadlineExceeded")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.RUN_TIMED_OUT, "took too long"),
                when("the run ended without a word")
                        .run("BackoffLimitExceeded")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.RUN_FAILED, "BackoffLimitExceeded"),
                when("the words of a run cannot be read")
                        .found("Segmentation fault")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.RUN_FAILED, "summary"),
                when("the run was killed for its memory")
                        .run("BackoffLimitExceeded")
                        .pod("run", "{terminated: {exitCode: 137, reason: OOMKilled}}", "Failed")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.OUT_OF_MEMORY, "more memory"),
                when("a quota does not let the pod in")
                        .onItsWay("run", "run")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.POD_CREATION_FAILED, "kubectl describe job run"),
                when("the image cannot be pulled")
                        .run("X")
                        .pod("run", "{waiting: {reason: ImagePullBackOff, message: x}}", "Pending")
                        .then(LAST_RUN_SUCCEEDED, FALSE, Reason.IMAGE_PULL_FAILED, "driftJob.image"));
    }

    private static Stream<MonitorCase> drift() {
        var oneRun = "alerting: {fireAfter: {windows: 1, of: 1}}";
        return Stream.of(
                when("nothing has been compared yet").then(DRIFT_DETECTED, UNKNOWN, Reason.PENDING, ""),
                when("no drift was found")
                        .found(said("NoDrift"))
                        .then(DRIFT_DETECTED, FALSE, Reason.WITHIN_THRESHOLD, ""),
                when("drift was found once and two runs are asked for")
                        .found(said("Drift"))
                        .then(DRIFT_DETECTED, FALSE, Reason.DRIFT_UNCONFIRMED, "asks for more"),
                when("drift is announced")
                        .spec(oneRun)
                        .found(said("Drift"))
                        .then(DRIFT_DETECTED, TRUE, Reason.THRESHOLD_EXCEEDED, ""),
                when("there were too few rows")
                        .found(said("NoData"))
                        .then(DRIFT_DETECTED, UNKNOWN, Reason.INSUFFICIENT_DATA, "NoData"),
                when("a run that failed does not call drift off")
                        .spec(oneRun)
                        .status("alert: {firing: true, history: D}")
                        .failed("SourceUnavailable", "away")
                        .then(DRIFT_DETECTED, TRUE, Reason.THRESHOLD_EXCEEDED, ""));
    }

    private static Stream<MonitorCase> performance() {
        return Stream.of(
                when("nothing measures performance").then(PERFORMANCE_DEGRADED, FALSE, Reason.NOT_CONFIGURED, ""),
                when("labels were not joined yet").spec(LABELS).then(PERFORMANCE_DEGRADED, UNKNOWN, Reason.PENDING, ""),
                when("the run with labels failed")
                        .spec(LABELS)
                        .failed("SourceUnavailable", "away")
                        .then(PERFORMANCE_DEGRADED, UNKNOWN, Reason.INSUFFICIENT_DATA, ""),
                when("the model does worse")
                        .spec(LABELS)
                        .found("{\"verdict\":\"NoDrift\",\"performanceDegraded\":true}")
                        .then(PERFORMANCE_DEGRADED, TRUE, Reason.PERFORMANCE_LOST, ""),
                when("the model does well")
                        .spec(LABELS)
                        .found("{\"verdict\":\"NoDrift\",\"performanceDegraded\":false}")
                        .then(PERFORMANCE_DEGRADED, FALSE, Reason.PERFORMANCE_KEPT, ""));
    }

    static String said(String verdict) {
        return "{\"verdict\":\"%s\",\"driftedShare\":0.1,\"reference\":{\"rows\":9,\"ready\":true}}".formatted(verdict);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theStatusSaysWhatIsSo(MonitorCase c) {
        var situation = c.situation();
        assertThat(Stream.concat(MonitorReadiness.judge(situation).stream(), Signals.of(situation).stream()))
                .filteredOn(v -> v.type() == c.type())
                .singleElement()
                .satisfies(v -> {
                    assertThat(v.state() + "/" + v.reason()).as(v.message()).isEqualTo(c.state() + "/" + c.reason());
                    assertThat(v.message()).contains(c.words());
                });
    }
}
