package dev.slipway.router.proxy;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the router answers itself, for applications that talk to the route and not to a model. */
enum OwnEndpoint {
    /** One question, whatever protocol its model speaks. */
    INFERENCE("POST", "/api/v1/inference"),
    /** Many questions, each with a status of its own. */
    BATCH("POST", "/api/v1/inference/batch"),
    /** Targets, limits, rollout, cache. */
    STATUS("GET", "/resources/status"),
    /** Forgets kept answers. */
    CLEAR("POST", "/cache/clear");

    private static final OwnEndpoint[] ALL = values();

    @SuppressWarnings("ImmutableEnumChecker") // Nobody gets it.
    private final byte[] method;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody gets it.
    private final byte[] path;

    OwnEndpoint(String method, String path) {
        this.method = HeadWriter.ascii(method);
        this.path = HeadWriter.ascii(path);
    }

    /** Which one is meant; null for none. */
    static @Nullable OwnEndpoint of(Head head) {
        byte[] bytes = head.bytes();
        int start = head.targetStart();
        int length = head.pathEnd() - start;
        for (OwnEndpoint endpoint : ALL) {
            if (length == endpoint.path.length
                    && Arrays.equals(bytes, start, start + length, endpoint.path, 0, length)) {
                return endpoint;
            }
        }
        return null;
    }

    boolean allows(Head head) {
        return head.methodIs(method);
    }
}
