package dev.slipway.modelserver.metrics;

/** Why a request failed: the values of Triton's label {@code reason}. */
public enum FailureKind {
    /** Too many requests in flight. */
    REJECTED,
    /** The client went away before its request was whole. */
    CANCELED,
    /** The model could not run on the input, or its answer could not be written. */
    BACKEND,
    /** The request was wrong. */
    OTHER
}
