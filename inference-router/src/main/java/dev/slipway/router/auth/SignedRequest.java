package dev.slipway.router.auth;

import org.jspecify.annotations.Nullable;

/** What of a request can be signed, by the names of RFC 9421. */
public interface SignedRequest {
    /** {@code @method}. */
    String method();

    /** {@code @authority}: the host in lower case, without a default port. */
    String authority();

    /** {@code @path}. */
    String path();

    /** {@code @query} with its question mark. */
    String query();

    /** A header field; null where it is absent or there several times. */
    @Nullable
    String field(String name);

    /** Whether there is a body, which then has to be signed by its digest. */
    boolean hasBody();
}
