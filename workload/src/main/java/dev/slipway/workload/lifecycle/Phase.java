package dev.slipway.workload.lifecycle;

/** Where a server is on its way. */
public enum Phase {
    /** Reading its configuration, connecting. */
    STARTING,
    /** Reading what it serves into memory. */
    LOADING,
    /** Answering requests of its own. */
    WARMING,
    /** Serving. */
    READY,
    /** Told to end: not ready any more, still answering. */
    DRAINING
}
