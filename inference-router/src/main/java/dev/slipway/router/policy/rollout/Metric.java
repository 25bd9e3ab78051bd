package dev.slipway.router.policy.rollout;

/**
 * What is compared between the arms.
 *
 * @param name as in the document and in the status
 * @param kind what makes a request bad
 * @param latencyNanos for {@link Kind#SLOW}: longer is bad
 * @param maxRatio how many times the baseline's rate of bad events is tolerated, 1 or more
 * @param part of {@code alpha}; those of all metrics add up to 1
 */
public record Metric(String name, Kind kind, long latencyNanos, double maxRatio, double part) {
    /**
     * What makes a request bad. Each is asked of every attempt, those without an answer included: an arm that fails would
     * otherwise have fewer slow or garbled answers than one that does not.
     */
    public enum Kind {
        /** No answer, or one of the server's faults (5xx). */
        ERRORS,
        /** Or found wrong (4xx), or too much (429, 503). Callers' own faults meet both arms alike. */
        REFUSED,
        /** No answer, or one that took too long. */
        SLOW,
        /** No answer that is a prediction: JSON with values that are numbers. */
        INVALID
    }

    boolean bad(Outcome outcome) {
        return outcome.failed()
                || switch (kind) {
                    case ERRORS -> false;
                    case REFUSED -> outcome.refused();
                    case SLOW -> outcome.nanos() > latencyNanos;
                    case INVALID -> outcome.refused() || outcome.invalid();
                };
    }
}
