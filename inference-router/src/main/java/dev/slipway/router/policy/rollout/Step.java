package dev.slipway.router.policy.rollout;

/** One step of a rollout. */
public sealed interface Step {
    /**
     * The candidate has a share for a while.
     *
     * @param percent 0 to 100
     * @param holdNanos at least so long
     * @param minRequests and at least so many requests of the candidate; fewer is Inconclusive, never a failure
     */
    record Weight(double percent, long holdNanos, long minRequests) implements Step {}

    /** Waits until somebody approves; the share stays. */
    record Pause() implements Step {}
}
