package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.NoRoomException;

/** A message that is refused before anybody looks into it. */
final class MessageRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient GrpcStatus status;
    private final boolean noRoom;

    MessageRefusedException(GrpcStatus status) {
        this(status, false);
    }

    private MessageRefusedException(GrpcStatus status, boolean noRoom) {
        super(status.message(), null, false, false);
        this.status = status;
        this.noRoom = noRoom;
    }

    /** A message that is right but finds no memory now. */
    static MessageRefusedException noRoom(String why) {
        return new MessageRefusedException(
                new GrpcStatus(GrpcStatus.RESOURCE_EXHAUSTED, why, NoRoomException.RETRY_MILLIS), true);
    }

    /** Whether the server has no room for it, which is not the message's fault. */
    boolean isForRoom() {
        return noRoom;
    }

    GrpcStatus status() {
        return status;
    }
}
