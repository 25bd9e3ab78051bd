package dev.slipway.modelserver.inference;

import dev.slipway.workload.memory.NoRoomException;
import org.jboss.logging.Logger;

/**
 * A request that got no prediction.
 *
 * @param code why, for programs
 * @param message why, for people: one sentence that names what was wrong and what would be right
 * @param retryAfterMillis when it makes sense to try again; 0 where that is not known or makes no sense
 */
public record InferenceFailure(FailureCode code, String message, long retryAfterMillis) {
    private static final Logger LOG = Logger.getLogger(InferenceFailure.class);

    /** A failure that says nothing about trying again. */
    public static InferenceFailure of(FailureCode code, String message) {
        return new InferenceFailure(code, message, 0);
    }

    /** {@code Retry-After} counts whole seconds; 0 where there should be no such header. */
    public long retryAfterSeconds() {
        return (retryAfterMillis + 999) / 1000;
    }

    /** No memory for what the client sends or asks for. */
    public static InferenceFailure noRoom(NoRoomException e) {
        return new InferenceFailure(
                FailureCode.RESOURCE_EXHAUSTED, String.valueOf(e.getMessage()), NoRoomException.RETRY_MILLIS);
    }

    /** What a defect of ours costs: one request only. The log has the stack, the client a sentence. */
    public static InferenceFailure defect(RuntimeException e) {
        if (e instanceof NoRoomException full) {
            return noRoom(full);
        }
        LOG.error("a request met a defect", e);
        return of(FailureCode.INTERNAL, "The server met an internal error; its log has the details.");
    }
}
