package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.status.ConditionType.TRAFFIC_SETTLED;

import dev.slipway.operator.inferenceroute.plan.Progress;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import java.util.Objects;
import java.util.Optional;

/** Whether shares are what the spec says, or on their way. */
final class TrafficChecks {
    private TrafficChecks() {}

    static Optional<Verdict> noRolloutIsOpen(RouteSituation situation) {
        return situation.plan().progress().flatMap(progress -> verdict(situation, progress));
    }

    private static Optional<Verdict> verdict(RouteSituation situation, Progress progress) {
        var steps =
                Objects.requireNonNull(situation.observed().spec().rollout()).steps();
        var at = "Step " + (progress.step() + 1) + " of " + steps.size();
        var candidate = progress.trial().candidate();
        return switch (progress.phase()) {
            case Progressing ->
                Optional.of(Verdict.waiting(
                        TRAFFIC_SETTLED,
                        Reason.SHIFTING,
                        at + " holds " + candidate + " at " + progress.weight(steps) + " percent."));
            case Paused -> held(at + " " + progress.reason(), false);
            case Holding -> held(at + " holds: " + progress.reason() + ".", progress.overdue());
            case RolledBack ->
                progress.trial().revision().isPresent()
                        ? Optional.empty()
                        : Optional.of(Verdict.stuck(
                                TRAFFIC_SETTLED,
                                Reason.CANDIDATE_ROLLED_BACK,
                                "Target " + candidate + " gets nothing: " + progress.reason()
                                        + ". Serve another model there, or remove spec.rollout."));
            case Promoted, CooledDown -> Optional.empty();
        };
    }

    private static Optional<Verdict> held(String message, boolean overdue) {
        return Optional.of(
                overdue
                        ? Verdict.stuck(TRAFFIC_SETTLED, Reason.STEP_HOLDING, message)
                        : Verdict.waiting(TRAFFIC_SETTLED, Reason.STEP_HOLDING, message));
    }
}
