package dev.slipway.modelserver.inference;

/**
 * Whether a free worker waits a moment for requests that are on their way. Clients that wait for their answers come back
 * together after a shared run, one after the other: a worker that took the first of them at once would run it alone and
 * let all others wait. So it waits for as many rows as came last time, for as long as a run for two saves over two runs:
 * it can lose no more than that, and expects fewer the next time if they do not come. Not thread-safe and without a clock.
 */
final class Lingering {
    /** After so many times the length of a run the last one says nothing about the next. */
    private static final int FORGOTTEN = 8;

    private static final long NOT = Long.MIN_VALUE;

    private Object expectedKey = NOT;
    private int expectedRows;
    private long takenNanos;
    private long untilNanos = NOT;

    /** How long a worker that is free now should wait for more rows of a kind; 0: not at all. */
    long nanos(BatchPlan plan, Object key, int waitingRows, long now) {
        if (waitingRows >= expectedRows || !key.equals(expectedKey)) {
            untilNanos = NOT;
            return 0;
        }
        if (untilNanos == NOT) {
            boolean fresh = now - takenNanos <= FORGOTTEN * plan.curve().nanos(expectedRows);
            untilNanos = fresh ? now + plan.curve().saved(waitingRows, expectedRows - waitingRows) : now;
        }
        return Math.max(0, left(now));
    }

    /** What is left of the wait that {@link #nanos} has begun. */
    long left(long now) {
        return untilNanos == NOT ? 0 : untilNanos - now;
    }

    /** Whether so many rows end the wait, if there is one. */
    boolean enough(long waitingRows) {
        return untilNanos == NOT || waitingRows >= expectedRows;
    }

    /** A worker has taken so many rows of a kind. */
    void taken(Object key, int rows, long now) {
        expectedKey = key;
        expectedRows = rows;
        takenNanos = now;
        untilNanos = NOT;
    }

    /** Nobody waits any more. */
    void nobody() {
        untilNanos = NOT;
    }
}
