package dev.slipway.router.policy.rollout;

/**
 * What both arms did while either could have been drawn: a request that only one of them could have answered compares nothing.
 *
 * @param candidate attempts at the candidate
 * @param candidateUnserved those that came to nothing
 * @param baseline attempts at the baseline
 * @param baselineUnserved those that came to nothing
 */
public record Tally(long candidate, long candidateUnserved, long baseline, long baselineUnserved) {
    /** Nothing yet. */
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    private static final double ALL = 100;

    Tally with(boolean ofCandidate, boolean unserved) {
        long one = unserved ? 1 : 0;
        return ofCandidate
                ? new Tally(candidate + 1, candidateUnserved + one, baseline, baselineUnserved)
                : new Tally(candidate, candidateUnserved, baseline + 1, baselineUnserved + one);
    }

    /**
     * Why a step that has done this much is not evidence enough to go on; empty where it is. Nobody is promoted for want of
     * something to compare with: a baseline that did not answer, or of which most attempts came to nothing, says nothing about
     * the candidate. At 100 % nothing is compared any more, so that more than a tenth of lost requests beyond twice the
     * baseline's share of them, as it was seen before, is held.
     *
     * @param percent the candidate's weight
     * @param least requests of the candidate that the step asks for
     * @param before both arms in the whole rollout
     */
    String lacking(double percent, long least, Tally before) {
        if (candidate < least) {
            return "too few requests of the candidate";
        }
        if (percent >= ALL) {
            double usual = before.baseline == 0 ? 0 : (double) before.baselineUnserved / before.baseline;
            return candidateUnserved > candidate * (0.1 + 2 * usual)
                    ? "the candidate fails with all of the requests, and nothing is left to compare it with"
                    : "";
        }
        if (baseline < Math.min((double) least, Math.ceil(least * (ALL - percent) / percent))) {
            return "too few requests of the baseline to compare with";
        }
        return 2 * baselineUnserved > baseline ? "the baseline fails too often to compare with" : "";
    }
}
