package dev.slipway.featureserver.materialize;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which transactions a run can see, by PostgreSQL's numbers.
 *
 * @param oldest all before it have ended, and what they wrote is seen
 * @param next none from it on had begun to write
 */
record Transactions(long oldest, long next) {
    /** Before all. */
    static final Transactions NONE = new Transactions(0, 0);

    private static final String QUERY =
            "SELECT txid_snapshot_xmin(s), txid_snapshot_xmax(s) FROM txid_current_snapshot() AS s";

    /** Those of the connection's transaction. */
    static Transactions of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new Transactions(row.getLong(1), row.getLong(2));
        }
    }
}
