package dev.slipway.modelserver.inference;

/**
 * A request that got no prediction.
 *
 * @param code why, for programs
 * @param message why, for people: one sentence that names what was wrong and what would be right
 * @param retryAfterMillis when it makes sense to try again; 0 where that is not known or makes no sense
 */
public record InferenceFailure(FailureCode code, String message, long retryAfterMillis) {
    /** A failure that says nothing about trying again. */
    public static InferenceFailure of(FailureCode code, String message) {
        return new InferenceFailure(code, message, 0);
    }

    /** {@code Retry-After} counts whole seconds; 0 where there should be no such header. */
    public long retryAfterSeconds() {
        return (retryAfterMillis + 999) / 1000;
    }
}
