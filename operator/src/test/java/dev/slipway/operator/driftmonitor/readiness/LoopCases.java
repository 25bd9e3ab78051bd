package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.driftmonitor.readiness.MonitorCase.when;
import static dev.slipway.operator.status.ConditionType.ALERTS_DELIVERED;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;
import static dev.slipway.operator.status.ConditionType.RETRAINING_ACTIVE;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static dev.slipway.operator.status.Verdict.State.UNKNOWN;

import dev.slipway.operator.status.Reason;
import java.util.stream.Stream;

/** Retraining, the gate and receivers of alerts, and what the status says of them. */
final class LoopCases {
    static final String RETRAIN = "retraining: {when: driftedShare >= 0.3, action: {job: {image: 'train:1'}}}";
    static final String GATE =
            "promotion: {registry: {url: 'http://m', model: fraud}, evaluation: {postgres: {secretRef: {name: pg}, query: q}, labelColumn: y}, rules: [{metric: auc, floor: 0.9}]}";

    private LoopCases() {}

    static Stream<MonitorCase> all() {
        return Stream.concat(retraining(), alerts());
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
                when("a quota does not let the training's pod in")
                        .spec(RETRAIN)
                        .status(running)
                        .onItsWay("t", "retrain, slipway.dev/cause: abc")
                        .then(RETRAINING_ACTIVE, TRUE, Reason.POD_CREATION_FAILED, "quota"),
                when("the evaluation's image cannot be pulled")
                        .spec(RETRAIN + ", " + GATE)
                        .status(running.replace("Running", "Evaluating"))
                        .onItsWay("e", "evaluate, slipway.dev/cause: abc")
                        .pod("e", "{waiting: {reason: ErrImagePull, message: x}}", "Pending")
                        .then(RETRAINING_ACTIVE, TRUE, Reason.IMAGE_PULL_FAILED, "driftJob.image"),
                when("Airflow has the DAG paused")
                        .spec("retraining: {when: drifted, action: {airflow: {url: 'http://a', dagId: d}}}")
                        .status(running)
                        .over(
                                "t",
                                "retrain, slipway.dev/cause: abc",
                                "{\"reason\":\"TrainerPaused\",\"message\":\"The DAG d is paused.\"}")
                        .then(RETRAINING_ACTIVE, FALSE, Reason.RETRAINING_FAILED, "The DAG d is paused."),
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

    private static Stream<MonitorCase> alerts() {
        var sinks = "alerting: {sinks: [{alertmanager: {url: 'http://am:9093'}}]}";
        var pending =
                "alert: {firing: true, history: D, notices: [{alert: a, sink: 'alertmanager http://am:9093', status: firing, run: r1%s}]}";
        return Stream.of(
                when("nobody is to be told").then(ALERTS_DELIVERED, TRUE, Reason.NOT_CONFIGURED, ""),
                when("there is nothing to tell").spec(sinks).then(ALERTS_DELIVERED, TRUE, Reason.DELIVERED, ""),
                when("a receiver is being told")
                        .spec(sinks)
                        .status(pending.formatted(""))
                        .then(ALERTS_DELIVERED, UNKNOWN, Reason.DELIVERING, ""),
                when("a receiver does not answer")
                        .spec(sinks)
                        .status(pending.formatted(", failures: 1"))
                        .then(
                                ALERTS_DELIVERED,
                                FALSE,
                                Reason.SINK_FAILING,
                                "alertmanager http://am:9093 cannot be told"),
                when("a receiver does not answer, and the monitor is fine")
                        .spec(sinks)
                        .status(pending.formatted(", failures: 1"))
                        .found(MonitorReadinessTest.said("Drift"))
                        .then(LAST_RUN_SUCCEEDED, TRUE, Reason.SUCCEEDED, ""));
    }
}
