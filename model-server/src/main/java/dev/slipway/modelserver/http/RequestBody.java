package dev.slipway.modelserver.http;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The bytes of a request, uncompressed, and its headers. */
final class RequestBody {
    private final byte[] bytes;
    private final MultiMap headers;

    RequestBody(byte[] bytes, MultiMap headers) {
        this.bytes = bytes;
        this.headers = headers;
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
