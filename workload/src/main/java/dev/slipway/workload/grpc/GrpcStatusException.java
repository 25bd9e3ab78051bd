package dev.slipway.workload.grpc;

/** A call that ends with this status instead of an answer. */
public final class GrpcStatusException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient GrpcStatus status;

    /** With the status that the client is told. */
    public GrpcStatusException(GrpcStatus status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    /** The status. */
    public GrpcStatus status() {
        return status;
    }
}
