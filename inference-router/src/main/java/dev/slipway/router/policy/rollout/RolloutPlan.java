package dev.slipway.router.policy.rollout;

import java.util.List;
import java.util.Map;

/**
 * How a candidate is brought in.
 *
 * @param id tells experiments apart: another id is another rollout with its own sticky salt, its own evidence, its own end
 * @param steps in order; the last one is usually 100 %
 * @param metrics what is compared; {@code alpha} is divided among them by their parts
 * @param alpha the probability that a candidate that is no worse is rolled back
 * @param routers how many routers judge their own share of the traffic: {@code alpha} is divided among them as well
 * @param automatic whether a verdict cuts the candidate off
 * @param onInconclusive what happens when {@code progressNanos} are over without enough requests
 * @param warmUpNanos from the candidate's first request on, its bad events are its cold start's
 * @param uniqueNanos one unit counts at most one bad event in this time: a unit's requests are not independent
 * @param signals verdicts of others, by name, as the document says them
 * @param control who moves from step to step
 */
public record RolloutPlan(
        String id,
        List<Step> steps,
        List<Metric> metrics,
        double alpha,
        int routers,
        boolean automatic,
        OnInconclusive onInconclusive,
        long progressNanos,
        long warmUpNanos,
        long uniqueNanos,
        Map<String, Signal> signals,
        Control control) {
    /** What to do for want of evidence. */
    public enum OnInconclusive {
        /** Stay. */
        Hold,
        /** Go on. */
        Promote,
        /** Go back. */
        Rollback
    }

    /** The verdict of somebody else, such as a DriftMonitor. */
    public enum Signal {
        /** Nothing against the candidate. */
        Good,
        /** Roll back. */
        Bad,
        /** Not known: hold. */
        Inconclusive
    }

    /**
     * Who moves from step to step.
     *
     * @param step the step that the document says; -1 where the router moves by itself
     * @param approved pauses that are approved, counted from the first
     * @param rolledBack why it is over, as the document says; empty where it is not
     */
    public record Control(int step, int approved, String rolledBack) {
        /** The router moves by itself. */
        public static final Control SELF = new Control(-1, 0, "");
    }

    /** The evidence, weighed by the metric's part, at which it is a verdict. */
    double threshold() {
        return Math.max(1, routers) / alpha;
    }
}
