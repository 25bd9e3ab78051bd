package dev.slipway.modelserver.predictionlog;

import java.io.IOException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Whether a failure is of the rows, so that trying again is of no use, or of anything else, so that it is. */
enum Trouble {
    /** PostgreSQL refuses these rows. */
    ROWS,
    /** The connection, the server, rights, space, locks: it may be better later. */
    DATABASE;

    /** A check failed, or somebody dropped the partition: a new session makes that again. */
    private static final String CHECK_OR_NO_PARTITION = "23514";

    /**
     * Classes of SQLSTATE: 22 is data, 23 is a constraint. Source: the manual's appendix "Error Codes".
     *
     * @param failures how often these rows failed before
     */
    static Trouble of(SQLException e, int failures) {
        String state = String.valueOf(e.getSQLState());
        boolean again = state.equals(CHECK_OR_NO_PARTITION) && failures == 0;
        boolean rows = (state.startsWith("22") || state.startsWith("23")) && !again;
        return rows ? ROWS : DATABASE;
    }

    /** One line, without the details that could quote a row; of a connection also what happened to it. */
    static String message(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String text = String.valueOf(server == null ? e.getMessage() : server.getMessage());
        String line = text.lines().findFirst().orElse("").strip();
        String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
        String whole =
                e.getCause() instanceof IOException cause && server == null ? line + " " + cause.getMessage() : line;
        return (whole.length() > 300 ? whole.substring(0, 300) : whole) + state;
    }
}
