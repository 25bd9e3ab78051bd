package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.BASELINE_READY;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;
import static dev.slipway.operator.status.ConditionType.SCHEDULED;
import static dev.slipway.operator.status.ConditionType.TARGET_RESOLVED;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.readiness.WriteFailures;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One verdict for each condition of a DriftMonitor, in Ready order: the first that fails is what {@code kubectl get} shows as
 * REASON. Drift is none of them: a monitor that finds drift does its work.
 */
public final class MonitorReadiness {
    private static final List<Function<MonitorSituation, Verdict>> READY_ORDER = List.of(
            MonitorReadiness::accepted,
            MonitorReadiness::targetResolved,
            MonitorReadiness::baselineReady,
            MonitorReadiness::scheduled,
            MonitorReadiness::lastRunSucceeded);

    private MonitorReadiness() {}

    public static List<Verdict> judge(MonitorSituation situation) {
        return READY_ORDER.stream().map(check -> check.apply(situation)).toList();
    }

    private static Verdict accepted(MonitorSituation situation) {
        return refusal(ACCEPTED, situation)
                .or(() -> WriteFailures.verdict(situation.applied()))
                .or(() -> RunChecks.failureAt(ACCEPTED, situation))
                .orElseGet(() -> Verdict.fine(ACCEPTED, Reason.ACCEPTED, "The spec can be honoured."));
    }

    private static Verdict targetResolved(MonitorSituation situation) {
        return refusal(TARGET_RESOLVED, situation)
                .or(() -> nothingRuns(TARGET_RESOLVED, situation))
                .orElseGet(
                        () -> Verdict.fine(TARGET_RESOLVED, Reason.RESOLVED, "It is known where the current data is."));
    }

    private static Verdict baselineReady(MonitorSituation situation) {
        return nothingRuns(BASELINE_READY, situation).orElseGet(() -> RunChecks.baseline(situation));
    }

    private static Verdict scheduled(MonitorSituation situation) {
        return nothingRuns(SCHEDULED, situation)
                .orElseGet(() -> situation.plan().paused()
                        ? Verdict.waiting(SCHEDULED, Reason.SUSPENDED, "No run is started while the monitor is paused.")
                        : Verdict.fine(SCHEDULED, Reason.SCHEDULED, "Runs follow spec.schedule."));
    }

    private static Verdict lastRunSucceeded(MonitorSituation situation) {
        return nothingRuns(LAST_RUN_SUCCEEDED, situation).orElseGet(() -> RunChecks.lastRun(situation));
    }

    private static Optional<Verdict> refusal(ConditionType type, MonitorSituation situation) {
        return situation
                .plan()
                .refusal()
                .filter(refusal -> refusal.home() == type)
                .map(Refusal::verdict);
    }

    /** While the spec is refused, what an earlier one made goes on, and still tells how it does. */
    private static Optional<Verdict> nothingRuns(ConditionType type, MonitorSituation situation) {
        return situation.plan().refusal().isPresent()
                        && situation.observed().cronJob().isEmpty()
                ? Optional.of(Verdict.unknown(type, Reason.PENDING, "Nothing runs until the spec is accepted."))
                : Optional.empty();
    }
}
