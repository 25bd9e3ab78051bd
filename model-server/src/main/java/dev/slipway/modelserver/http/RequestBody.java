package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.workload.json.Json;
import io.vertx.core.MultiMap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a request, uncompressed, and its headers. */
final class RequestBody {
    private final byte[] bytes;
    private final MultiMap headers;
    private final boolean completed;

    RequestBody(byte[] bytes, MultiMap headers) {
        this(bytes, headers, false);
    }

    private RequestBody(byte[] bytes, MultiMap headers, boolean completed) {
        this.bytes = bytes;
        this.headers = headers;
        this.completed = completed;
    }

    /** A body that was completed with features: a number that is missing stands in it as NaN. */
    static RequestBody completed(byte[] bytes, MultiMap headers) {
        return new RequestBody(bytes, headers, true);
    }

    /** The same request with other bytes. */
    RequestBody with(byte[] other) {
        return new RequestBody(other, headers, completed);
    }

    /** A reader of the whole body. */
    JsonParser parser() throws IOException {
        return parser(0, bytes.length);
    }

    /** A reader of the bytes from {@code from} up to {@code to}. */
    JsonParser parser(int from, int to) throws IOException {
        return completed ? Json.parserOfNaN(bytes, from, to) : Json.parser(bytes, from, to);
    }

    /** The whole body. */
    byte[] bytes() {
        return bytes;
    }

    /** A header by its name in any case. */
    @Nullable
    String header(CharSequence name) {
        return headers.get(name);
    }

    /** All headers. */
    MultiMap headers() {
        return headers;
    }
}
