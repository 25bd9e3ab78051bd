package dev.slipway.operator.workload.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;

import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import java.util.Optional;

/** Children that could not be written. */
public final class WriteFailures {
    private WriteFailures() {}

    public static Optional<Verdict> verdict(Applied applied) {
        return applied.failures().stream()
                .findFirst()
                .map(f -> f.reason() == Reason.APPLY_FAILED
                        ? Verdict.waiting(ACCEPTED, f.reason(), f.message())
                        : Verdict.stuck(ACCEPTED, f.reason(), f.message()));
    }
}
