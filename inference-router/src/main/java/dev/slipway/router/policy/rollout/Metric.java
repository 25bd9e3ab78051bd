package dev.slipway.router.policy.rollout;

/**
 * What is compared between the arms.
 *
 * @param name as in the document and in the status
 * @param kind what makes a request bad
 * @param latencyNanos for {@link Kind#SLOW}: longer is bad
 * @param maxRatio how many times the baseline's rate of bad events is tolerated, 1 or more
 */
public record Metric(String name, Kind kind, long latencyNanos, double maxRatio) {
    /** What makes a request bad. */
    public enum Kind {
        /** No answer, or one of the server's faults (5xx). */
        ERRORS,
        /** An answer that took too long. */
        SLOW,
        /** An answer that is no prediction: not JSON, no values, not a number. */
        INVALID
    }

    boolean bad(Outcome outcome) {
        return switch (kind) {
            case ERRORS -> outcome.failed();
            case SLOW -> !outcome.failed() && outcome.nanos() > latencyNanos;
            case INVALID -> outcome.invalid();
        };
    }
}
