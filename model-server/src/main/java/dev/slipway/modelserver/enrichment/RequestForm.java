package dev.slipway.modelserver.enrichment;

/** How the body of a protocol holds its rows. */
public enum RequestForm {
    /** {@code instances}: rows, one object each. */
    ROWS,
    /** {@code features}: one row. */
    ONE_ROW,
    /** {@code inputs}: tensors by name. */
    TENSORS
}
