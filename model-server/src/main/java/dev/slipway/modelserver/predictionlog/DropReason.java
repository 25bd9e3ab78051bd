package dev.slipway.modelserver.predictionlog;

/** Why a row of a sampled request is not in the table: the values of the metric's label {@code reason}. */
public enum DropReason {
    /** The database was away or too slow for so long that the buffer was full. */
    BUFFER_FULL("buffer_full"),
    /** The request alone is larger than the whole buffer. */
    TOO_LARGE("too_large"),
    /** The table has a column of the same name and another type. */
    TYPE_CONFLICT("type_conflict"),
    /** PostgreSQL refused the rows themselves. */
    REFUSED("refused"),
    /** The server ended before the database took them. */
    SHUTDOWN("shutdown"),
    /** A defect of this server. */
    DEFECT("defect");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** As in the metric. */
    public String label() {
        return label;
    }
}
