package dev.slipway.workload.failure;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} to the place that reports it. */
public final class FailureException extends Exception {
    private final transient Failure failure;

    /** A failure that nothing underneath caused. */
    public FailureException(FailureReason reason, String message) {
        this(reason, message, null);
    }

    /** A failure with the exception that caused it, for the log. */
    public FailureException(FailureReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = new Failure(reason, message);
    }

    /** What is reported. */
    public Failure failure() {
        return failure;
    }
}
