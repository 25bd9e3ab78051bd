package dev.slipway.workload.process;

import dev.slipway.workload.failure.FailureException;

/** What a process does while it serves: listens, waits for the end and drains. */
@FunctionalInterface
public interface Serving {
    /** Returns when everything is answered. */
    void run() throws FailureException, InterruptedException;
}
