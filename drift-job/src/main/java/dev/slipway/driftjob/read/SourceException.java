package dev.slipway.driftjob.read;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureReason;
import java.io.IOException;

/** Data that cannot be read: what, where, and what to do. Never holds a password. */
public final class SourceException extends IOException {
    private final boolean denied;

    public SourceException(String message) {
        super(message);
        this.denied = false;
    }

    public SourceException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private SourceException(String message, Throwable cause, boolean denied) {
        super(message, cause);
        this.denied = denied;
    }

    /** The source is there, and refuses whoever asks: other credentials or permissions help, patience does not. */
    static SourceException denied(String message, Throwable cause) {
        return new SourceException(message, cause, true);
    }

    /** The reason of whatever kept rows from being read; {@code otherwise} where access was not refused. */
    public static FailureReason reason(IOException e, Reason otherwise) {
        return e instanceof SourceException source && source.denied ? CommonReason.AccessDenied : otherwise;
    }
}
