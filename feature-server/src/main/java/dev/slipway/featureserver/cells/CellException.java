package dev.slipway.featureserver.cells;

/** A value that its column cannot hold. Whoever knows the column and the row adds them. */
public final class CellException extends Exception {
    /** Says what was found and what was expected. */
    public CellException(String message) {
        super(message, null, false, false);
    }
}
