package dev.slipway.router.proxy;

import dev.slipway.router.wire.HeadWriter;
import java.util.Arrays;

/** Paths that mean something to the router. */
final class Paths {
    private static final byte[] REPOSITORY = HeadWriter.ascii("/v2/repository/");

    private Paths() {}

    /** Whether a request to this path may change the server. */
    static boolean administrative(byte[] bytes, int from, int to) {
        return to - from >= REPOSITORY.length
                && Arrays.equals(bytes, from, from + REPOSITORY.length, REPOSITORY, 0, REPOSITORY.length);
    }
}
