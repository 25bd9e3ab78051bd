package dev.slipway.modelserver.lifecycle;

/** Where a server is on its way. */
public enum Phase {
    /** Reading its configuration. */
    STARTING,
    /** ONNX Runtime reads the model. */
    LOADING,
    /** The model answers requests of our own. */
    WARMING,
    /** Serving. */
    READY,
    /** Told to end: not ready any more, still answering. */
    DRAINING
}
