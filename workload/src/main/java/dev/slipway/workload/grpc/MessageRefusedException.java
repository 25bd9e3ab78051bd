package dev.slipway.workload.grpc;

/** A message that is refused before anybody looks into it. */
final class MessageRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient GrpcStatus status;

    MessageRefusedException(GrpcStatus status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    GrpcStatus status() {
        return status;
    }
}
