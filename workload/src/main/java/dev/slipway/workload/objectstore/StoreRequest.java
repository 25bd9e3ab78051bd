package dev.slipway.workload.objectstore;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a store before it is proven who asks.
 *
 * @param method of HTTP
 * @param uri the address
 * @param headers beside those that prove who asks, in lower case
 * @param body the bytes between its position and its limit
 */
public record StoreRequest(String method, URI uri, Map<String, String> headers, ByteBuffer body) {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    /** A GET. */
    public static StoreRequest get(URI uri) {
        return without("GET", uri);
    }

    /** A request without a body. */
    public static StoreRequest without(String method, URI uri) {
        return new StoreRequest(method, uri, Map.of(), EMPTY);
    }

    /** The same with one more header. */
    public StoreRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new StoreRequest(method, uri, more, body);
    }

    /** The same at another address. */
    public StoreRequest at(URI target) {
        return new StoreRequest(method, target, headers, body);
    }
}
