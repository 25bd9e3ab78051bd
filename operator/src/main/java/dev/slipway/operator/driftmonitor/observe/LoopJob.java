package dev.slipway.operator.driftmonitor.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * One Job of a monitor.
 *
 * @param cause what it was made for: the retraining's id, or the alert's
 * @param finished when it came to its end, whatever the end
 * @param message what the last container to end wrote as its termination message; empty if nothing
 * @param failure why Kubernetes says that it failed, such as {@code DeadlineExceeded}; empty unless it failed
 */
public record LoopJob(
        String name,
        JobRole role,
        String cause,
        Instant created,
        Optional<Instant> finished,
        Outcome outcome,
        String message,
        String failure) {

    public enum Outcome {
        ACTIVE,
        SUCCEEDED,
        FAILED
    }

    /** Whether it has come to an end, whatever the end. */
    public boolean isOver() {
        return outcome != Outcome.ACTIVE;
    }

    public boolean succeeded() {
        return outcome == Outcome.SUCCEEDED;
    }

    public boolean failed() {
        return outcome == Outcome.FAILED;
    }
}
