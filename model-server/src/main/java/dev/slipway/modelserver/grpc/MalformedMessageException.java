package dev.slipway.modelserver.grpc;

/** Bytes that are no message of protobuf; the message is for the client. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
