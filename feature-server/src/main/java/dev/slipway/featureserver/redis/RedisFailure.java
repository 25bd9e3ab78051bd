package dev.slipway.featureserver.redis;

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
}
