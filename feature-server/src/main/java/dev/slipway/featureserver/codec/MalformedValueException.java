package dev.slipway.featureserver.codec;

/** Bytes that are not what their place says they are. Without a stack: one poisoned cell is an ordinary event. */
public final class MalformedValueException extends RuntimeException {
    /** Says what was found. */
    public MalformedValueException(String message) {
        super(message, null, false, false);
    }
}
