package dev.slipway.router.net;

/**
 * How long a client may take.
 *
 * @param headNanos from the first byte of a request to the end of its head
 * @param stallNanos between two pieces of a body
 * @param idleNanos between an answer and the next request, and before it takes more of an answer that piles up
 */
public record ConnectionLimits(long headNanos, long stallNanos, long idleNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 10 s, 30 s, 75 s. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(10 * SECOND, 30 * SECOND, 75 * SECOND);
}
