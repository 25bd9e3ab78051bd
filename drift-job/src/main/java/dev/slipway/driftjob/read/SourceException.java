package dev.slipway.driftjob.read;

import java.io.IOException;

/** Data that cannot be read: what, where, and what to do. Never holds a password. */
public final class SourceException extends IOException {
    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
