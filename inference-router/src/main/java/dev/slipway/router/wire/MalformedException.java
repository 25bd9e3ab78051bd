package dev.slipway.router.wire;

/** What came is no HTTP that may be passed on. The message is for the log: the peer is told nothing but the status. */
public final class MalformedException extends Exception {
    private final int status;

    /** Malformed for this reason; {@code status} is what a client gets. */
    public MalformedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** 400, 413, 431, 501 or 505. */
    public int status() {
        return status;
    }
}
