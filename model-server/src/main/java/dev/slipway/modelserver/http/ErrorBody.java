package dev.slipway.modelserver.http;

import dev.slipway.workload.json.JsonText;

/** The body of every error: {@code {"error":"one sentence"}}. */
final class ErrorBody {
    private static final int LONGEST = 600;

    private ErrorBody() {}

    static String of(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        String shown = JsonText.shortened(line, LONGEST);
        return "{\"error\":" + JsonText.quote(shown) + "}";
    }
}
