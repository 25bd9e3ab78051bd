package dev.slipway.operator.workload.observe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What needs to be known of one run.
 *
 * @param created when the Job was made
 * @param started when its controller took it up
 * @param ended when it ended, well or not
 * @param failure why its controller gave it up, such as BackoffLimitExceeded or DeadlineExceeded
 * @param pods its attempts, oldest first
 */
public record JobFacts(
        String name,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended,
        boolean succeeded,
        Optional<String> failure,
        List<PodFacts> pods) {

    /** Whether its controller is done with it. */
    public boolean isOver() {
        return succeeded || failure.isPresent();
    }

    /** The attempt that was made last. */
    public Optional<PodFacts> lastAttempt() {
        return pods.isEmpty() ? Optional.empty() : Optional.of(pods.getLast());
    }
}
