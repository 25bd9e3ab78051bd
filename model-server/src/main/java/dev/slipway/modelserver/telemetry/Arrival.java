package dev.slipway.modelserver.telemetry;

import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request when its headers have come.
 *
 * @param method the HTTP method
 * @param path without the query, which can carry secrets
 * @param requestId header {@code x-request-id}
 * @param parents every header {@link #TRACEPARENT}
 * @param tracestate header {@code tracestate}
 */
public record Arrival(
        String method,
        String path,
        @Nullable String requestId,
        List<String> parents,
        @Nullable String tracestate) {
    /** The header of W3C that says which trace a request is part of. Its hash is known, and it is compared as bytes. */
    public static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
}
