package dev.slipway.operator.driftmonitor.readiness;

import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import java.util.Optional;

/** What was seen, what should be, and what became of the attempt: all that a check may look at. */
public record MonitorSituation(ObservedMonitor observed, MonitorPlan plan, Applied applied, Attempts attempts) {
    public static MonitorSituation of(ObservedMonitor observed, MonitorPlan plan, Applied applied) {
        return new MonitorSituation(observed, plan, applied, Attempts.of(observed));
    }

    /** What the last run that came to its end found. */
    Optional<Findings> findings() {
        return plan.progress().hearing().findings();
    }

    /** What the status said last of a condition: for what no pod that still exists can tell. */
    Optional<Verdict> before(ConditionType type) {
        return observed.previous()
                .flatMap(status -> Conditions.find(status.conditions(), type))
                .flatMap(condition -> Reason.ofWord(condition.reason())
                        .map(reason -> new Verdict(
                                type,
                                state(condition.status()),
                                reason,
                                condition.message(),
                                condition.status().equals(State.TRUE.word()) ? Severity.NONE : Severity.WAITING)));
    }

    private static State state(String word) {
        return word.equals(State.TRUE.word())
                ? State.TRUE
                : word.equals(State.FALSE.word()) ? State.FALSE : State.UNKNOWN;
    }
}
