package dev.slipway.modelserver.predictionlog;

/**
 * How the writing goes, for people.
 *
 * @param phase in a word
 * @param message what is wrong and what to do; empty where nothing is
 */
public record LogState(Phase phase, String message) {
    /** In a word. */
    public enum Phase {
        /** No connection yet. */
        Connecting,
        /** Rows arrive in the table. */
        Writing,
        /** The database does not take rows now; it is tried again. */
        Retrying,
        /** The table does not fit the model; rows are dropped until somebody changes one of them. */
        Conflict,
        /** The server ends. */
        Closed
    }
}
