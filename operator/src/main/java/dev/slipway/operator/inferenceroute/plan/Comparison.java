package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.operator.acknowledgement.RouterReport.Tally;

/**
 * Whether a step has compared both arms enough, by what all routers have seen. The same rule as each router has for itself: nobody
 * is promoted for want of something to compare with.
 */
final class Comparison {
    private static final int ALL = 100;

    /** Of all of the requests a candidate may lose so many more than twice the baseline's share before it is held. */
    private static final double SPARE = 0.1;

    private Comparison() {}

    /**
     * Why the step cannot be left yet; empty where it can.
     *
     * @param weight percent of the candidate
     * @param least requests of the candidate that the step asks for
     */
    static String lacking(int weight, long least, Tally step, Tally trial) {
        if (step.candidate() < least) {
            return "too few requests of the candidate";
        }
        if (weight >= ALL) {
            var usual = trial.baseline() == 0 ? 0 : (double) trial.baselineUnserved() / trial.baseline();
            return step.candidateUnserved() > step.candidate() * (SPARE + 2 * usual)
                    ? "the candidate fails with all of the requests, and nothing is left to compare it with"
                    : "";
        }
        if (weight > 0 && step.baseline() < Math.min(least, Math.ceilDiv(least * (ALL - weight), weight))) {
            return "too few requests of the baseline to compare with";
        }
        return 2 * step.baselineUnserved() > step.baseline() ? "the baseline fails too often to compare with" : "";
    }
}
