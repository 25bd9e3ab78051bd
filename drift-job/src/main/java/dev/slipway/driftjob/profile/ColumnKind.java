package dev.slipway.driftjob.profile;

/** How a column is looked at. */
public enum ColumnKind {
    /** Numbers as they are. */
    NUMERIC(0),
    /** Seconds since 1970, as numbers. */
    TIMESTAMP(1),
    /** Number of code points of a text that is nearly never the same twice. */
    TEXT_LENGTH(2),
    /** Names. */
    CATEGORICAL(3),
    /** The names true and false. */
    BOOLEAN(4),
    /** Several numbers that are one thing, such as an embedding. */
    VECTOR(5);

    private final int code;

    ColumnKind(int code) {
        this.code = code;
    }

    /** Its number in files, which never changes. */
    int code() {
        return code;
    }

    public boolean numeric() {
        return this == NUMERIC || this == TIMESTAMP || this == TEXT_LENGTH;
    }
}
