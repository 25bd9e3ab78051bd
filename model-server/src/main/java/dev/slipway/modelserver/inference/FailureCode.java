package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.metrics.FailureKind;

/** Why a request is not answered with a prediction, in words that every protocol has. */
public enum FailureCode {
    /** The request is wrong; the same request will fail again. HTTP 400, gRPC INVALID_ARGUMENT. */
    INVALID_ARGUMENT(FailureKind.OTHER),
    /** The model cannot run on this input, though it runs on others. HTTP 400, gRPC INVALID_ARGUMENT. */
    MODEL_REFUSED(FailureKind.BACKEND),
    /** No such model, version or path. HTTP 404, gRPC NOT_FOUND. */
    NOT_FOUND(FailureKind.OTHER),
    /** The body is larger than the limit. HTTP 413, gRPC RESOURCE_EXHAUSTED. */
    TOO_LARGE(FailureKind.OTHER),
    /** The body is compressed in an unknown way. HTTP 415, gRPC UNIMPLEMENTED. */
    UNSUPPORTED_ENCODING(FailureKind.OTHER),
    /** This server does not do that. HTTP 501, gRPC UNIMPLEMENTED. */
    UNSUPPORTED(FailureKind.OTHER),
    /** Too many requests wait; try again after a while. HTTP 429 with Retry-After, gRPC RESOURCE_EXHAUSTED. */
    RESOURCE_EXHAUSTED(FailureKind.REJECTED),
    /** Its turn would come after the client's own deadline. HTTP 429 with Retry-After, gRPC DEADLINE_EXCEEDED. */
    HOPELESS(FailureKind.REJECTED),
    /** The server is not ready or about to end. HTTP 503, gRPC UNAVAILABLE. */
    UNAVAILABLE(FailureKind.REJECTED),
    /** The server has no memory for this request. HTTP 503, gRPC RESOURCE_EXHAUSTED. */
    OUT_OF_MEMORY(FailureKind.BACKEND),
    /** The deadline passed while the request waited. HTTP 504, gRPC DEADLINE_EXCEEDED. */
    DEADLINE_EXCEEDED(FailureKind.REJECTED),
    /** The client went away. HTTP nothing (499 in logs), gRPC CANCELLED. */
    CANCELLED(FailureKind.CANCELED),
    /** The model gave what the protocol cannot carry. HTTP 500, gRPC INTERNAL. */
    UNREPRESENTABLE(FailureKind.BACKEND),
    /** A defect of this server. HTTP 500, gRPC INTERNAL. */
    INTERNAL(FailureKind.OTHER);

    private final FailureKind kind;

    FailureCode(FailureKind kind) {
        this.kind = kind;
    }

    /** How the metrics count it. */
    public FailureKind kind() {
        return kind;
    }
}
