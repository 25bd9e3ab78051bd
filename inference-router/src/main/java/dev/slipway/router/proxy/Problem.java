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

    /** The body, with how long to wait in seconds; 0 for nothing. */
    public byte[] json(long retryAfterSeconds) {
        String retry = retryAfterSeconds > 0 ? ",\"retryAfter\":" + retryAfterSeconds : "";
        return ("{\"status\":" + status + ",\"reason\":\"" + reason + "\",\"detail\":" + JsonText.quote(detail) + retry
                        + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
