package dev.slipway.driftjob.service;

import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * How a call of the program ended.
 *
 * @param output all that it printed
 * @param message its last line: the summary, or the failure
 */
public record Ended(int code, String output, Map<?, ?> message) {
    /** Reads what it printed. */
    public static Ended of(int code, String output) throws IOException {
        String last = output.strip().lines().reduce((a, b) -> b).orElse("");
        return new Ended(
                code,
                output,
                JsonDocument.read(last.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map ? map : Map.of());
    }

    public String get(String field) {
        return String.valueOf(message.get(field));
    }

    /** The same of a field of an object in it. */
    public String get(String object, String field) {
        return String.valueOf(((Map<?, ?>) Objects.requireNonNull(message.get(object))).get(field));
    }
}
