package dev.slipway.modelserver.predictionlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Says whether a batch arrived whose commit got no answer. Each process has one row of a small table beside the log; the
 * transaction that copies batch n sets that row to n. After a lost connection the row tells whether n is in the table.
 */
final class WriterMark {
    private static final String TABLE = "slipway_prediction_log_writers";

    private final UUID writer = UUID.randomUUID();
    private int backend;
    private String backendStart = "";

    /**
     * The last batch that arrived. The session that had the connection before is ended first and waited for: it might
     * still commit.
     */
    long claim(Connection connection, TableName log) throws SQLException {
        String table = log.sibling(TABLE).sql();
        if (!exists(connection, log)) {
            connection.setAutoCommit(false);
            try {
                TableKeeper.lock(connection, log.sibling(TABLE));
                TableKeeper.execute(
                        connection,
                        "CREATE TABLE IF NOT EXISTS " + table
                                + " (writer uuid PRIMARY KEY, batch bigint NOT NULL, at timestamptz NOT NULL)");
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        endFormerSession(connection);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " VALUES (?, 0, now()) ON CONFLICT (writer) DO UPDATE SET at = now() RETURNING batch")) {
            insert.setObject(1, writer);
            try (ResultSet result = insert.executeQuery()) {
                result.next();
                long batch = result.getLong(1);
                remember(connection);
                return batch;
            }
        }
    }

    /** Within the batch's transaction, before its rows. */
    void mark(Connection connection, TableName log, long batch) throws SQLException {
        String table = log.sibling(TABLE).sql();
        try (PreparedStatement update = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, now())"
                + " ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at = now()")) {
            update.setObject(1, writer);
            update.setLong(2, batch);
            update.executeUpdate();
        }
    }

    /** Rows of processes that are long gone. */
    static void forgetOld(Connection connection, TableName log) throws SQLException {
        TableKeeper.execute(
                connection, "DELETE FROM " + log.sibling(TABLE).sql() + " WHERE at < now() - interval '7 days'");
    }

    /** This process ends in order: nobody will ask. */
    void leave(Connection connection, TableName log) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + log.sibling(TABLE).sql() + " WHERE writer = ?")) {
            delete.setObject(1, writer);
            delete.executeUpdate();
        }
    }

    private static boolean exists(Connection connection, TableName log) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            query.setString(1, log.sibling(TABLE).sql());
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    private void endFormerSession(Connection connection) throws SQLException {
        if (backend != 0) {
            try (PreparedStatement end =
                    connection.prepareStatement("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE pid = ? AND backend_start::text = ? AND usename = current_user")) {
                end.setInt(1, backend);
                end.setString(2, backendStart);
                end.execute();
            }
        }
    }

    private void remember(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()");
                ResultSet result = query.executeQuery()) {
            if (result.next()) {
                backend = result.getInt(1);
                backendStart = String.valueOf(result.getString(2));
            }
        }
    }
}
