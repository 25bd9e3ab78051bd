package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.status.ConditionType.DRIFT_DETECTED;
import static dev.slipway.operator.status.ConditionType.PERFORMANCE_DEGRADED;
import static dev.slipway.operator.status.ConditionType.RETRAINING_ACTIVE;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.loop.Progress;
import dev.slipway.operator.driftmonitor.loop.Retraining;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.readiness.PodCause;
import dev.slipway.operator.workload.readiness.PodCauses;
import dev.slipway.operator.workload.readiness.Remedies;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a monitor is for: drift, lost performance, retraining. True here is no failure of the monitor. */
public final class Signals {
    private static final Remedies TRAINING = new Remedies(
            "training",
            "spec.retraining.action.job.image",
            "spec.retraining.action.job.env",
            "spec.retraining.action.job.resources.limits.memory",
            "spec.retraining.action.job.resources",
            "spec.retraining.action.job.scheduling",
            Map.of(),
            Set.of());

    private static final Remedies EFFECT =
            new Remedies("drift job", "the Helm value driftJob.image", "", "", "", "", Map.of(), Set.of());

    /** Jobs of one retraining. */
    private static final Set<JobRole> STEPS = EnumSet.of(JobRole.RETRAIN, JobRole.EVALUATE, JobRole.PROMOTE);

    private Signals() {}

    public static List<Verdict> of(MonitorSituation situation) {
        return List.of(drift(situation), performance(situation), retraining(situation), Deliveries.verdict(situation));
    }

    /** As announced: one run neither raises it nor calls it off. */
    private static Verdict drift(MonitorSituation situation) {
        var hearing = situation.plan().progress().hearing();
        if (hearing.alert().firing()) {
            return signal(
                    DRIFT_DETECTED, State.TRUE, Reason.THRESHOLD_EXCEEDED, "Drift is announced. See status.drifted.");
        }
        var verdict = hearing.findings().map(Findings::verdict);
        if (verdict.isEmpty()) {
            return signal(DRIFT_DETECTED, State.UNKNOWN, Reason.PENDING, "Waiting for the first run.");
        }
        return switch (verdict.get()) {
            case Drift ->
                signal(
                        DRIFT_DETECTED,
                        State.FALSE,
                        Reason.DRIFT_UNCONFIRMED,
                        "The last run found drift; spec.alerting.fireAfter asks for more.");
            case NoDrift ->
                signal(DRIFT_DETECTED, State.FALSE, Reason.WITHIN_THRESHOLD, "The last run found no drift.");
            case Undecided, NoData, Error ->
                signal(
                        DRIFT_DETECTED,
                        State.UNKNOWN,
                        Reason.INSUFFICIENT_DATA,
                        "The last run could not tell: " + verdict.get() + ".");
        };
    }

    private static Verdict performance(MonitorSituation situation) {
        var spec = situation.observed().spec();
        if (spec.labels() == null && spec.estimate() == null) {
            return signal(
                    PERFORMANCE_DEGRADED,
                    State.FALSE,
                    Reason.NOT_CONFIGURED,
                    "Neither spec.labels nor spec.estimate is set.");
        }
        var degraded = situation.findings().flatMap(Findings::performanceDegraded);
        if (degraded.isEmpty()) {
            return situation.findings().isEmpty()
                    ? signal(PERFORMANCE_DEGRADED, State.UNKNOWN, Reason.PENDING, "Waiting for the first run.")
                    : signal(
                            PERFORMANCE_DEGRADED,
                            State.UNKNOWN,
                            Reason.INSUFFICIENT_DATA,
                            "The last run could not measure it.");
        }
        return degraded.get()
                ? signal(
                        PERFORMANCE_DEGRADED,
                        State.TRUE,
                        Reason.PERFORMANCE_LOST,
                        "The model does worse than the spec accepts. See status.performance.")
                : signal(
                        PERFORMANCE_DEGRADED,
                        State.FALSE,
                        Reason.PERFORMANCE_KEPT,
                        "The model does as well as it should.");
    }

    private static Verdict retraining(MonitorSituation situation) {
        if (situation.observed().spec().retraining() == null) {
            return signal(RETRAINING_ACTIVE, State.FALSE, Reason.NOT_CONFIGURED, "spec.retraining is not set.");
        }
        var state = situation.plan().progress().retraining();
        var trouble = state.inFlight() ? trouble(situation, state) : Optional.<Verdict>empty();
        return trouble.orElseGet(() -> signal(
                RETRAINING_ACTIVE,
                state.inFlight() ? State.TRUE : State.FALSE,
                Progress.reason(state.phase()),
                message(state)));
    }

    /** Why the pod of the present training, or of the gate behind it, cannot begin. */
    private static Optional<Verdict> trouble(MonitorSituation situation, Retraining state) {
        var running = situation.observed().jobs().stream()
                .filter(job -> STEPS.contains(job.role()) && job.cause().equals(state.runId()))
                .filter(job -> !job.facts().isOver())
                .findFirst();
        var asked = situation.observed().spec().retraining();
        var own = state.phase() == Phase.Evaluating
                || asked == null
                || asked.action().job() == null;
        return running.flatMap(MonitorJob::lastAttempt)
                .flatMap(pod -> PodCause.ofEnd(pod, own ? EFFECT : TRAINING))
                .map(cause ->
                        signal(RETRAINING_ACTIVE, State.TRUE, cause.reason(), PodCauses.capitalised(cause.message())))
                .or(() -> running.filter(
                                job -> job.isPodless(situation.observed().now()))
                        .map(job -> signal(
                                RETRAINING_ACTIVE, State.TRUE, Reason.POD_CREATION_FAILED, RunChecks.podless(job))));
    }

    private static String message(Retraining state) {
        return switch (state.phase()) {
            case Idle -> "Nothing asks for a retraining.";
            case Running -> "The model is being trained: " + state.trigger() + ".";
            case Evaluating -> "The candidate is judged against the champion.";
            case Succeeded -> "The last retraining has succeeded.";
            case AwaitingApproval, Failed, CoolingDown, OutOfBudget -> state.message();
        };
    }

    static Verdict signal(ConditionType type, State state, Reason reason, String message) {
        return new Verdict(type, state, reason, message, Severity.NONE);
    }
}
