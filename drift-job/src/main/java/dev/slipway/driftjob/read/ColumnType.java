package dev.slipway.driftjob.read;

/** Type of a column at its source. */
public enum ColumnType {
    NUMBER,
    /** 0 and 1 in a batch. */
    BOOLEAN,
    /** Seconds since 1970 in a batch. */
    TIMESTAMP,
    TEXT,
    /** Several numbers a row. */
    VECTOR;

    /** Whether each value is one number. */
    public boolean isNumber() {
        return this != TEXT && this != VECTOR;
    }
}
