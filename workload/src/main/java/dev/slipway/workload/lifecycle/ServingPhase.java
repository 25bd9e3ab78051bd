package dev.slipway.workload.lifecycle;

/** How far a server is: one writer at a time, read from every thread. */
public final class ServingPhase {
    private volatile Phase phase = Phase.STARTING;

    /** Moves on. Draining is final. */
    public synchronized void enter(Phase next) {
        if (phase != Phase.DRAINING) {
            phase = next;
        }
    }

    /** Where the server is. */
    public Phase phase() {
        return phase;
    }

    /** Whether a request would be answered and more are welcome. */
    public boolean ready() {
        return phase == Phase.READY;
    }

    /** Whether the server has been told to end. */
    public boolean draining() {
        return phase == Phase.DRAINING;
    }
}
