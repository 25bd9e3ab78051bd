package dev.slipway.router.targets;

/** How an attempt at an endpoint ended, as far as the endpoint's standing is concerned. */
public enum Result {
    /** An answer that the client can use, its own mistakes included. */
    SUCCESS(false),
    /** No connection. */
    CONNECT(true),
    /** The connection ended in the middle. */
    RESET(true),
    /** What came is no HTTP. */
    GARBAGE(true),
    /** No answer in time. */
    TIMEOUT(true),
    /** 500 and above. */
    SERVER_ERROR(true),
    /** 429, or 503 with Retry-After: it has too much to do. */
    OVERLOADED(false),
    /** Nobody waits any more: the client has gone, or another attempt was faster. */
    ABANDONED(false);

    private final boolean failure;

    Result(boolean failure) {
        this.failure = failure;
    }

    /** Whether it counts against the endpoint. */
    public boolean failure() {
        return failure;
    }
}
