package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.sql.SQLException;

/** Why rows were not added to a table; none of them were. */
public final class AppendException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whose matter it is. */
    public enum Kind {
        /** PostgreSQL does not answer: try again. */
        AWAY,
        /** The table does not take these rows. */
        ROWS,
        /** View, Secret and table do not fit together. */
        MISMATCH
    }

    private final Kind kind;

    AppendException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static AppendException of(FailureException e) {
        Kind kind = e.failure().reason() == Reason.SourceUnreachable ? Kind.AWAY : Kind.MISMATCH;
        return new AppendException(kind, "No row was stored. " + e.failure().message());
    }

    /** By the class of the SQLSTATE: data and constraints are the rows' matter, connections and resources pass. */
    static AppendException of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        Kind kind =
                switch (state.length() < 2 ? "" : state.substring(0, 2)) {
                    case "08", "57", "53", "40" -> Kind.AWAY;
                    case "22", "23" -> Kind.ROWS;
                    default -> Kind.MISMATCH;
                };
        return new AppendException(kind, "No row was stored. PostgreSQL: %s (SQLSTATE %s)".formatted(message, state));
    }

    /** Whose matter it is. */
    public Kind kind() {
        return kind;
    }
}
