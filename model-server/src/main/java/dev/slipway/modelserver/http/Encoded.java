package dev.slipway.modelserver.http;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * The body of an answer and what its headers say of it.
 *
 * @param body the bytes
 * @param headers {@code content-type} and others, but for length and encoding
 */
record Encoded(Buffer body, Map<CharSequence, String> headers) {
    /** The headers of most answers. */
    static final Map<CharSequence, String> JSON_HEADERS =
            Map.of(io.vertx.core.http.HttpHeaders.CONTENT_TYPE, "application/json");

    static Encoded json(byte[] body) {
        return new Encoded(Buffer.buffer(body), JSON_HEADERS);
    }
}
