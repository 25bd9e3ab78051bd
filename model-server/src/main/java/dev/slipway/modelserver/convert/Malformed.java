package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a model, where in it, and what to do. */
final class Malformed {
    private Malformed() {}

    /** A file that the library which names itself as its writer would not have written. */
    static FailureException damaged(String where, String what) {
        return damaged(where, what, null);
    }

    static FailureException damaged(String where, String what, @Nullable Throwable cause) {
        return new FailureException(
                Reason.ModelLoadFailed,
                "%s %s; save the model again and upload it whole.".formatted(where, what),
                cause);
    }

    /** A whole model that uses something which has no counterpart here. */
    static FailureException unsupported(String what, String instead) {
        return new FailureException(Reason.ModelLoadFailed, "The model has %s; %s.".formatted(what, instead));
    }
}
