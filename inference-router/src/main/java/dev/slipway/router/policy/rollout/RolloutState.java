package dev.slipway.router.policy.rollout;

import java.util.List;

/**
 * Where a rollout is: what is reported, and what a restarted router goes on from.
 *
 * @param id of the plan
 * @param phase where it is
 * @param reason why, for a rollback the metric
 * @param step index in the plan
 * @param weight the candidate's share in percent
 * @param stepNanos how long the step has lasted
 * @param totalNanos how long the rollout has lasted
 * @param stepTally what both arms did in this step
 * @param tally what both arms did in the whole rollout
 * @param exposures requests of the candidate, those that compare nothing included
 * @param stepComplete time and requests of this step are reached
 * @param evidence one per metric of the plan
 */
public record RolloutState(
        String id,
        Phase phase,
        String reason,
        int step,
        double weight,
        long stepNanos,
        long totalNanos,
        Tally stepTally,
        Tally tally,
        long exposures,
        boolean stepComplete,
        List<Evidence> evidence) {
    /** Where a rollout can be. */
    public enum Phase {
        /** In a step. */
        Progressing,
        /** In a pause until somebody approves. */
        Paused,
        /** The step's time is over, but there were too few requests or a signal is missing. Nothing is wrong. */
        Inconclusive,
        /** Through all steps. */
        Succeeded,
        /** The candidate was worse; it gets nothing. */
        RolledBack
    }

    /**
     * What is known by one metric.
     *
     * @param eValue the evidence against the candidate, times the metric's part of {@code alpha}: one router's verdict falls at
     *     {@code routers / alpha}, whatever the metric
     */
    public record Evidence(
            String metric, double eValue, long badCandidate, long badBaseline, List<SequentialTest.Epoch> epochs) {}
}
