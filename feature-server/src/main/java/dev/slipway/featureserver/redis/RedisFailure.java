package dev.slipway.featureserver.redis;

import java.util.List;

/**
 * Why a command has no result.
 *
 * @param kind what kind of cause
 * @param message one sentence that names the server
 */
public record RedisFailure(Kind kind, String message) {
    /** Kinds of causes. */
    public enum Kind {
        /** There is no connection. */
        UNREACHABLE,
        /** The server took longer than the timeout. */
        TIMEOUT,
        /** The server refused the credentials. */
        DENIED,
        /** The server refused the command: full, read-only, not allowed. */
        REFUSED,
        /** The reply was not what the protocol says. */
        PROTOCOL
    }

    private static final String REFUSED = "Redis refused: ";

    /** Words of a server that cannot do now what it or its successor will do soon. */
    private static final List<String> PASSING = List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN");

    /** What an error reply means. */
    public static RedisFailure refused(String error) {
        return new RedisFailure(Kind.REFUSED, REFUSED + plain(error));
    }

    /** What a command met that a script called: before version 7 Redis tells it in the middle of a sentence of its own. */
    public static String plain(String error) {
        int at = error.startsWith("ERR Error running script") ? error.lastIndexOf(": -") : -1;
        return at < 0 ? error : error.substring(at + 3);
    }

    /** Whether it may go away by itself: a server that restarts, or another that takes its place. */
    public boolean passing() {
        return switch (kind) {
            case UNREACHABLE, TIMEOUT -> true;
            case DENIED, PROTOCOL -> false;
            case REFUSED -> PASSING.stream().anyMatch(word -> message.startsWith(REFUSED + word));
        };
    }
}
