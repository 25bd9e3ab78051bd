package dev.slipway.router.proxy;

import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;

/**
 * An error of the router itself, as {@code application/problem+json} (RFC 9457).
 *
 * @param status of HTTP
 * @param reason a word of the documented list
 * @param detail a sentence; nothing that only the operator of the route should know
 */
public record Problem(int status, String reason, String detail) {
    /** 400. */
    public static Problem badRequest(String detail) {
        return new Problem(400, "BadRequest", detail);
    }

    /** 401 with no word more. */
    public static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "The request is not authorized.");
    }

    /** 413: no more than so many bytes. */
    static Problem bodyTooLong(long most) {
        return new Problem(413, "BodyTooLarge", "The body is longer than %d bytes.".formatted(most));
    }

    /** Nobody answered. */
    static Problem of(Delivery.Exhausted why) {
        return switch (why) {
            case DEADLINE -> new Problem(504, "DeadlineExceeded", "No target answered in the time allowed.");
            case FAILED -> new Problem(502, "TargetsFailed", "No target gave an answer.");
            case OVERLOADED -> new Problem(429, "Overloaded", "All targets have as much to do as they can.");
            case NO_ENDPOINTS -> new Problem(503, "NoEndpoints", "No target has a server that is known.");
            case NOT_CACHED -> new Problem(504, "NotCached", "There is no kept answer, and no other was wanted.");
            case NO_FEATURES -> new Problem(503, "FeaturesMissing", "The features of the request are not to be had.");
        };
    }

    /** The body, with how long to wait in seconds; 0 for nothing. */
    public byte[] json(long retryAfterSeconds) {
        String retry = retryAfterSeconds > 0 ? ",\"retryAfter\":" + retryAfterSeconds : "";
        return ("{\"status\":" + status + ",\"reason\":\"" + reason + "\",\"detail\":" + JsonText.quote(detail) + retry
                        + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
