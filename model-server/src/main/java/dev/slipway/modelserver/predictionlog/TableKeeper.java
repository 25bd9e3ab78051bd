package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.predictionlog.RowLayout.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the table what the model needs: created when absent, columns added when a revision has more, never changed or
 * removed. Many pods may do so at once: whoever finds something to do takes the table's advisory lock and looks again.
 */
final class TableKeeper {
    private final RowLayout layout;
    private final TableName configured;

    TableKeeper(RowLayout layout, TableName configured) {
        this.layout = layout;
        this.configured = configured;
    }

    /**
     * The table as it is now.
     *
     * @param name with its schema
     * @param partitioned whether it is; a table that a user made need not be
     */
    record Kept(TableName name, boolean partitioned) {}

    /** The table is there with every column; the connection must not be in a transaction. */
    Kept ensure(Connection connection) throws SQLException, TypeConflictException {
        TableName name = configured.schema().isEmpty() ? configured.in(currentSchema(connection)) : configured;
        String kind = kind(connection, name);
        if (kind.isEmpty() || !missing(connection, name).isEmpty()) {
            connection.setAutoCommit(false);
            try {
                lock(connection, name);
                if (kind(connection, name).isEmpty()) {
                    create(connection, name);
                }
                add(connection, name, missing(connection, name));
                connection.commit();
            } catch (SQLException | TypeConflictException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
            kind = kind(connection, name);
        }
        if (!kind.equals("p") && !kind.equals("r")) {
            throw new TypeConflictException(name.sql() + " is no table; name another in predictionLog.table.");
        }
        return new Kept(name, kind.equals("p"));
    }

    /** Held to the end of the transaction; the same number for all who keep this table. */
    static void lock(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            lock.setLong(1, Sampler.hash("slipway prediction log " + name.sql()));
            lock.execute();
        }
    }

    private static String currentSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT current_schema()")) {
            result.next();
            String schema = result.getString(1);
            if (schema == null) {
                throw new SQLException("The search path of the database's user names no schema that exists; "
                        + "write predictionLog.table as schema.table.");
            }
            return schema;
        }
    }

    private static String kind(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ?")) {
            query.setString(1, name.schema());
            query.setString(2, name.table());
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }

    private List<Column> missing(Connection connection, TableName name) throws SQLException, TypeConflictException {
        Map<String, String> present = columns(connection, name);
        List<Column> missing = new ArrayList<>();
        for (Column column : layout.columns()) {
            String type = present.get(column.name());
            if (type == null) {
                missing.add(column);
            } else if (!type.equals(column.type().sql())) {
                throw new TypeConflictException(("Column %s of %s is %s and this revision of the model writes %s;"
                                + " name another table in predictionLog.table, or rename the column.")
                        .formatted(
                                TableName.quote(column.name()),
                                name.sql(),
                                type,
                                column.type().sql()));
            }
        }
        return missing;
    }

    private static Map<String, String> columns(Connection connection, TableName name) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
                        + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped")) {
            query.setString(1, name.schema());
            query.setString(2, name.table());
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    columns.put(result.getString(1), result.getString(2));
                }
            }
        }
        return columns;
    }

    private void create(Connection connection, TableName name) throws SQLException {
        String columns = layout.columns().stream().map(TableKeeper::declare).collect(Collectors.joining(", "));
        execute(connection, "CREATE TABLE " + name.sql() + " (" + columns + ") PARTITION BY RANGE (ts)");
    }

    private static void add(Connection connection, TableName name, List<Column> columns) throws SQLException {
        if (!columns.isEmpty()) {
            execute(
                    connection,
                    "ALTER TABLE " + name.sql()
                            + columns.stream()
                                    .map(column -> " ADD COLUMN " + TableName.quote(column.name()) + " "
                                            + column.type().sql())
                                    .collect(Collectors.joining(",")));
        }
    }

    private static String declare(Column column) {
        boolean always = column.name().equals("request_id") || column.name().equals("ts");
        return TableName.quote(column.name()) + " " + column.type().sql() + (always ? " NOT NULL" : "");
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
