package dev.slipway.featureserver.materialize;

/** A server of Redis was replaced during a run, and what it had acknowledged may be gone: the run has to be done again. */
public final class RowsLostException extends Exception {
    RowsLostException() {
        super("a server of Redis was replaced during the run");
    }
}
