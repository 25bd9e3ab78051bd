package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.status.Reason;
import java.util.Optional;

/** What people are told of a step of retraining. */
final class RetrainingNews {
    private RetrainingNews() {}

    static Optional<Announcement> of(Retraining before, Retraining after) {
        if (before.phase() == after.phase() && before.runId().equals(after.runId())) {
            return Optional.empty();
        }
        var key = after.runId() + " " + after.phase();
        return switch (after.phase()) {
            case Running ->
                Optional.of(new Announcement(
                        false,
                        Reason.RETRAINING_STARTED,
                        "Retraining " + after.runId() + " starts: " + after.trigger() + ".",
                        key));
            case AwaitingApproval ->
                Optional.of(new Announcement(false, Reason.AWAITING_APPROVAL, after.message(), key));
            case OutOfBudget -> Optional.of(new Announcement(true, Reason.OUT_OF_BUDGET, after.message(), key));
            case Succeeded ->
                Optional.of(new Announcement(
                        false, Reason.RETRAINING_SUCCEEDED, "Retraining " + after.runId() + " has succeeded.", key));
            case Failed -> Optional.of(new Announcement(true, Reason.RETRAINING_FAILED, after.message(), key));
            case Idle, Evaluating, CoolingDown -> Optional.empty();
        };
    }
}
