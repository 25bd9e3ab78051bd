package dev.slipway.driftjob.store;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.ObjectIOException;
import java.io.IOException;

/** What a monitor remembers cannot be read or written: no fault of the data that is compared. */
public final class StoreException extends IOException {
    StoreException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** The same as the reason of a process. */
    public FailureException failure() {
        return getCause() instanceof ObjectIOException told
                ? told.failure()
                : new FailureException(
                        Reason.StoreUnavailable, "The state cannot be kept: %s.".formatted(getMessage()), this);
    }
}
