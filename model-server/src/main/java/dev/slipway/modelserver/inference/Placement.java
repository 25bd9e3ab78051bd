package dev.slipway.modelserver.inference;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Where a request runs: on the event loop that read it, or on a worker. A hand-over to a worker and back costs tens of
 * microseconds and two context switches, several times what a small model takes; a model that takes long would stop
 * every other connection of the loop. The cost measured at warm-up decides, scaled by the number of elements; a model
 * that proves slow all the same is moved to the workers for good. A run that was slow by the clock on the wall proves
 * nothing yet, since the processor may have been taken away meanwhile: the next ones are measured in processor time.
 */
public final class Placement {
    /** The longest run that a loop is asked to bear. */
    static final long LOOP_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long STRIKE_NANOS = 5 * LOOP_LIMIT_NANOS;
    /** So many short runs forgive a long one, and end the suspicion. */
    private static final int FORGIVEN_AFTER = 64;

    private static final int STRIKES = 3 * FORGIVEN_AFTER;

    private static final LongSupplier WALL = System::nanoTime;

    private volatile double nanosPerElement;
    private final long measuredElements;
    private final LongSupplier processorTime;
    private final AtomicInteger strikes = new AtomicInteger();
    private final AtomicInteger suspicion = new AtomicInteger();

    /** A placement from one measurement; {@code processorTime} is that of the calling thread, where it computes alone. */
    Placement(long measuredNanos, long measuredElements, LongSupplier processorTime) {
        this.processorTime = processorTime;
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

    /** What the next run on a loop is to be measured by, in nanoseconds. */
    LongSupplier clock() {
        return suspicion.get() > 0 ? processorTime : WALL;
    }

    /** Tells how long a run on a loop took by this clock. */
    void observeOnLoop(LongSupplier clock, long nanos) {
        if (nanos <= STRIKE_NANOS) {
            decrease(strikes);
            decrease(suspicion);
            return;
        }
        suspicion.set(FORGIVEN_AFTER);
        if (clock != WALL) {
            strikes.addAndGet(FORGIVEN_AFTER);
        }
    }

    private static void decrease(AtomicInteger count) {
        if (count.get() > 0) {
            count.updateAndGet(now -> Math.max(0, now - 1));
        }
    }
}
