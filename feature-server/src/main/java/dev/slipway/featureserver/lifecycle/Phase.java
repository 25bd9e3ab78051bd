package dev.slipway.featureserver.lifecycle;

/** Where a server is on its way. */
public enum Phase {
    /** Reading its configuration, connecting. */
    STARTING,
    /** Serving. */
    READY,
    /** Told to end: not ready any more, still answering. */
    DRAINING
}
