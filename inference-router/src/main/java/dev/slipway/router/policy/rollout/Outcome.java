package dev.slipway.router.policy.rollout;

/**
 * How one attempt at an arm ended.
 *
 * @param end what came of it
 * @param invalid an answer that is no prediction
 * @param nanos how long it took
 */
public record Outcome(End end, boolean invalid, long nanos) {
    /** What came of an attempt. */
    public enum End {
        /** An answer. */
        GOOD,
        /** The server found the request wrong (4xx). The caller's fault, unless one arm finds more faults than the other. */
        REFUSED,
        /** The server has too much to do: 429, or 503 with Retry-After. */
        OVERLOADED,
        /** No answer, or a server's fault (5xx). */
        FAILED,
        /** No connection even. */
        NO_CONNECTION
    }

    boolean failed() {
        return end == End.FAILED || end == End.NO_CONNECTION;
    }

    boolean refused() {
        return end == End.REFUSED || end == End.OVERLOADED;
    }

    /** Whether a caller without a fault of its own got nothing. */
    boolean unserved() {
        return failed() || end == End.OVERLOADED;
    }
}
