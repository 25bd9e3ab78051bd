package dev.slipway.modelserver.inference;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a request runs: on the event loop that read it, or on a worker. A hand-over to a worker and back costs tens of
 * microseconds and two context switches, several times what a small model takes; a model that takes long would stop
 * every other connection of the loop. The cost measured at warm-up decides, scaled by the number of elements; a model
 * that proves slow all the same is moved to the workers for good.
 */
public final class Placement {
    /** The longest run that a loop is asked to bear. */
    static final long LOOP_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long STRIKE_NANOS = 5 * LOOP_LIMIT_NANOS;
    /** Other threads and other machines take the processor away for as long now and then, so many short runs forgive. */
    private static final int FORGIVEN_AFTER = 64;

    private static final int STRIKES = 3 * FORGIVEN_AFTER;

    private volatile double nanosPerElement;
    private final long measuredElements;
    private final AtomicInteger strikes = new AtomicInteger();

    /** A placement from one measurement. */
    public Placement(long measuredNanos, long measuredElements) {
        this.measuredElements = Math.max(1, measuredElements);
        this.nanosPerElement = (double) measuredNanos / this.measuredElements;
    }

    /** Whether a request with this many elements runs on its event loop. */
    boolean onLoop(long elements) {
        return strikes.get() < STRIKES && nanosPerElement * Math.max(elements, measuredElements) <= LOOP_LIMIT_NANOS;
    }

    /**
     * Replaces the measurement of the start, of which the machine's other work may have been a part, as of the runs until
     * now: a server's first seconds belong to the compiler.
     */
    void measured(long nanos) {
        strikes.set(0);
        nanosPerElement = (double) nanos / measuredElements;
    }

    /** Tells how long a run on a loop took. */
    void observeOnLoop(long nanos) {
        if (nanos > STRIKE_NANOS) {
            strikes.addAndGet(FORGIVEN_AFTER);
        } else if (strikes.get() > 0) {
            strikes.updateAndGet(now -> Math.max(0, now - 1));
        }
    }
}
