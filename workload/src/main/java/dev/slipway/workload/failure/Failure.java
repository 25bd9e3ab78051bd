package dev.slipway.workload.failure;

import dev.slipway.workload.json.JsonText;

/**
 * A cause: what was wrong, with which value, and what to do. Two failures are the same when reason and message are,
 * which is why a message holds no time, counter or port of a moment.
 *
 * @param reason the documented reason
 * @param message one sentence of at most {@value #MAX_MESSAGE} characters, without line breaks, never a secret
 */
public record Failure(FailureReason reason, String message) {
    /** The most characters of a message that the conditions of a resource carry. */
    public static final int MAX_MESSAGE = 256;

    /** Makes the message one line and cuts it to the contract's length. */
    public Failure {
        String line = message.replaceAll("\\s+", " ").strip();
        message = JsonText.shortened(line, MAX_MESSAGE);
    }

    /** The line of the termination log: {@code {"reason":…,"message":…}}. */
    public String json() {
        return "{\"reason\":" + JsonText.quote(reason.name()) + ",\"message\":" + JsonText.quote(message) + "}";
    }
}
