package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.driftmonitor.readiness.MonitorCase.when;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.BASELINE_READY;
import static dev.slipway.operator.status.ConditionType.DRIFT_DETECTED;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;
import static dev.slipway.operator.status.ConditionType.PERFORMANCE_DEGRADED;
import static dev.slipway.operator.status.ConditionType.RETRAINING_ACTIVE;
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
    private static final String RETRAIN = "retraining: {when: driftedShare >= 0.3, action: {job: {image: 'train:1'}}}";
    private static final String LABELS =
            "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, floor: 0.9}}";

    static Stream<MonitorCase> cases() {
        return Stream.of(spec(), runs(), drift(), performance(), retraining()).flatMap(cases -> cases);
    }

    /** Reasons that some case or an event shows. */
    public static Set<Reason> said() {
        var said =
                cases().map(MonitorCase::reason).collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        said.addAll(Set.of(Reason.DRIFT_DETECTED, Reason.DRIFT_RESOLVED, Reason.RETRAINING_STARTED));
        return said;
    }

    private static Stream<MonitorCase> spec() {
        return Stream.of(
                when("the spec can be honoured").then(ACCEPTED, TRUE, Reason.ACCEPTED, ""),
                when("a report goes to S3")
                        .spec("report: {s3: {uri: 's3://b/p'}}")
                        .then(ACCEPTED, FALSE, Reason.NOT_IMPLEMENTED, "spec.report.s3"),
                when("a reference is fetched by HTTP")
                        .spec("reference: {profile: {uri: 'https://h/p'}}")
                        .then(ACCEPTED, FALSE, Reason.NOT_IMPLEMENTED, "use pvc://"),
                when("an alert goes to a receiver")
                        .spec("alerting: {sinks: [{alertmanager: {url: 'http://am'}}]}")
                        .then(ACCEPTED, FALSE, Reason.NOT_IMPLEMENTED, "spec.alerting.sinks"),
                when("Airflow is to train")
                        .spec("retraining: {when: drifted, action: {airflow: {url: 'http://a', dagId: d}}}")
                        .then(ACCEPTED, FALSE, Reason.NOT_IMPLEMENTED, "airflow"),
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
                        .then(ACCEPTED, FALSE, Reason.INVALID_SPEC, "spec.report.pvc"),
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

    private static Stream<MonitorCase> retraining() {
        var drifted =
                "lastRun: {jobName: r1, finishTime: '2025-12-31T23:00:00Z', result: Succeeded}, verdict: Drift, driftedShare: 0.5";
        var running = drifted
                + ", retraining: {phase: Running, runId: abc, trigger: t, lastRequest: run/r1, starts: ['2025-12-31T23:50:00Z']}";
        return Stream.of(
                when("nothing is to train").then(RETRAINING_ACTIVE, FALSE, Reason.NOT_CONFIGURED, ""),
                when("nothing asks for a retraining")
                        .spec(RETRAIN)
                        .then(RETRAINING_ACTIVE, FALSE, Reason.RETRAINING_IDLE, ""),
                when("a run asks for a retraining")
                        .spec(RETRAIN)
                        .status(drifted)
                        .then(RETRAINING_ACTIVE, TRUE, Reason.RETRAINING, "driftedShare >= 0.3"),
                when("the model is being trained")
                        .spec(RETRAIN)
                        .status(running)
                        .training()
                        .then(RETRAINING_ACTIVE, TRUE, Reason.RETRAINING, ""),
                when("the training's image cannot be pulled")
                        .spec(RETRAIN)
                        .status(running)
                        .training()
                        .pod("t", "{waiting: {reason: ErrImagePull, message: x}}", "Pending")
                        .then(RETRAINING_ACTIVE, TRUE, Reason.IMAGE_PULL_FAILED, "spec.retraining.action.job.image"),
                when("a person must agree")
                        .spec(RETRAIN.replace("when", "approval: Manual, when"))
                        .status(drifted)
                        .then(RETRAINING_ACTIVE, FALSE, Reason.AWAITING_APPROVAL, "slipway.dev/approve-retraining="),
                when("the last training began an hour ago")
                        .spec(RETRAIN)
                        .status(
                                drifted
                                        + ", retraining: {phase: Succeeded, runId: x, lastRequest: run/r0, starts: ['2025-12-31T23:00:00Z']}")
                        .then(RETRAINING_ACTIVE, FALSE, Reason.COOLING_DOWN, ""),
                when("the budget is used up")
                        .spec(RETRAIN.replace("when", "cooldown: 1m, budget: {maxRuns: 1, period: 30d}, when"))
                        .status(
                                drifted
                                        + ", retraining: {phase: Succeeded, runId: x, lastRequest: run/r0, starts: ['2025-12-31T23:00:00Z']}")
                        .then(RETRAINING_ACTIVE, FALSE, Reason.OUT_OF_BUDGET, ""),
                when("the last training succeeded")
                        .spec(RETRAIN)
                        .status("retraining: {phase: Succeeded, runId: x, lastRequest: run/r0}")
                        .then(RETRAINING_ACTIVE, FALSE, Reason.RETRAINING_SUCCEEDED, ""),
                when("the last training failed")
                        .spec(RETRAIN)
                        .status(
                                "retraining: {phase: Failed, runId: x, lastRequest: run/r0, message: 'The retraining failed: boom'}")
                        .then(RETRAINING_ACTIVE, FALSE, Reason.RETRAINING_FAILED, "boom"),
                when("the candidate is judged")
                        .spec("paused: true, " + RETRAIN)
                        .status("retraining: {phase: Evaluating, runId: x, lastRequest: run/r0}")
                        .then(RETRAINING_ACTIVE, TRUE, Reason.EVALUATING, ""));
    }

    private static String said(String verdict) {
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
