package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.status.ConditionType.BASELINE_READY;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;

import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.RunSummary;
import dev.slipway.operator.driftmonitor.readiness.Attempts.End;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.readiness.PodCause;
import dev.slipway.operator.workload.readiness.PodCauses;
import dev.slipway.operator.workload.readiness.Unschedulable;
import java.util.Map;
import java.util.Optional;

/** What runs say of the reference, and of themselves. */
final class RunChecks {
    private RunChecks() {}

    static Optional<Verdict> failureAt(ConditionType home, MonitorSituation situation) {
        return situation
                .attempts()
                .last()
                .flatMap(End::cause)
                .filter(cause -> cause.home() == home)
                .map(RunChecks::verdict);
    }

    private static Verdict verdict(PodCause cause) {
        return new Verdict(
                cause.home(),
                State.FALSE,
                cause.reason(),
                PodCauses.capitalised(cause.message()),
                cause.severity() == Severity.NONE ? Severity.WAITING : cause.severity());
    }

    static Verdict baseline(MonitorSituation situation) {
        var failure = failureAt(BASELINE_READY, situation);
        if (failure.isPresent()) {
            return failure.get();
        }
        var summary = situation.attempts().last().flatMap(End::summary);
        if (summary.isPresent()) {
            return summary.get().collects()
                    ? Verdict.waiting(BASELINE_READY, Reason.BASELINE_COLLECTING, collecting(summary.get()))
                    : Verdict.fine(BASELINE_READY, Reason.BASELINE_READY, "The last run has read the reference.");
        }
        return situation
                .before(BASELINE_READY)
                .orElseGet(() ->
                        Verdict.unknown(BASELINE_READY, Reason.PENDING, "Waiting for a run to read the reference."));
    }

    private static String collecting(RunSummary summary) {
        var problems = summary.problems();
        return problems == null || problems.isEmpty()
                ? "The beginning of the prediction log is not over yet."
                : PodCauses.capitalised(problems.getFirst()) + ".";
    }

    static Verdict lastRun(MonitorSituation situation) {
        return podless(situation)
                .or(() -> failureAt(LAST_RUN_SUCCEEDED, situation))
                .or(() -> unschedulable(situation))
                .or(() -> situation.attempts().stopped().map(RunChecks::stopped))
                .or(() -> situation.attempts().last().map(RunChecks::ended))
                .or(() -> situation.findings().isEmpty()
                        ? Optional.empty()
                        : situation.before(LAST_RUN_SUCCEEDED).filter(v -> v.reason() != Reason.COMPARING))
                .orElseGet(() -> Verdict.unknown(LAST_RUN_SUCCEEDED, Reason.COMPARING, "The first run is on its way."));
    }

    private static Optional<Verdict> podless(MonitorSituation situation) {
        return situation
                .attempts()
                .current()
                .filter(job -> job.isPodless(situation.observed().now()))
                .map(job -> Verdict.waiting(LAST_RUN_SUCCEEDED, Reason.POD_CREATION_FAILED, podless(job)));
    }

    /** Why is told by events of the Job alone. */
    static String podless(MonitorJob job) {
        return "The pod of Job " + job.name()
                + " cannot be created: a quota, a limit or an admission policy of the namespace refuses it. See kubectl"
                + " describe job " + job.name() + ".";
    }

    private static Optional<Verdict> unschedulable(MonitorSituation situation) {
        return situation.attempts().unschedulable().map(words -> {
            var cause = Unschedulable.explain(
                    words, Map.of(), Map.of(), situation.observed().nodes(), Attempts.REMEDIES);
            return Verdict.waiting(LAST_RUN_SUCCEEDED, cause.reason(), cause.message());
        });
    }

    private static Verdict stopped(MonitorJob job) {
        var why = job.facts().failure().orElse("");
        return why.equals("DeadlineExceeded")
                ? Verdict.waiting(
                        LAST_RUN_SUCCEEDED,
                        Reason.RUN_TIMED_OUT,
                        "The last run took too long and was stopped. Shorten spec.current.window.")
                : Verdict.waiting(
                        LAST_RUN_SUCCEEDED,
                        Reason.RUN_FAILED,
                        "The last run was given up (" + why
                                + ") without a word of its own. See the events of its Job.");
    }

    private static Verdict ended(End end) {
        if (!end.succeeded()) {
            return Verdict.waiting(
                    LAST_RUN_SUCCEEDED, Reason.RUN_FAILED, "The last run failed; see the other conditions.");
        }
        return end.summary().isPresent()
                ? Verdict.fine(LAST_RUN_SUCCEEDED, Reason.SUCCEEDED, "The last run came to a verdict.")
                : Verdict.waiting(
                        LAST_RUN_SUCCEEDED,
                        Reason.RUN_FAILED,
                        "The last run ended without a summary that can be read. Use a drift job of the operator's"
                                + " version.");
    }
}
