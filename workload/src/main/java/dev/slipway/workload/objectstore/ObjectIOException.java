package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.FailureException;
import java.io.IOException;

/** A failure of the store where Java's streams allow no other exception. */
public final class ObjectIOException extends IOException {
    private final transient FailureException failure;

    /** Carries this failure through a stream. */
    public ObjectIOException(FailureException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    /** The failure, to be thrown again outside of the stream. */
    public FailureException failure() {
        return failure;
    }
}
