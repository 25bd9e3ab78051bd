package dev.slipway.featureserver.export;

import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.offline.CopyWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** A new table in PostgreSQL, made in one transaction. */
final class TableSink implements RowSink {
    private final Connection connection;
    private final CopyWriter writer;
    private long bytes;

    /** Makes the table; the connection is this sink's own, and closed with it. */
    TableSink(Connection connection, String table, boolean replace, List<OutputColumn> columns) throws SQLException {
        this.connection = connection;
        String definitions = columns.stream()
                .map(column -> Identifiers.quote(column.name()) + " " + column.sqlType())
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            if (replace) {
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
            statement.execute("CREATE TABLE " + table + " (" + definitions + ")");
        }
        writer = new CopyWriter(connection, table);
    }

    @Override
    public void write(OutputRow row) throws SQLException {
        int size = row.columns().size();
        writer.beginRow(size);
        for (int i = 0; i < size; i++) {
            int length = row.length(i);
            if (length < 0) {
                writer.none();
            } else {
                writer.cell(row.bytes(i), row.at(i), length);
                bytes += length;
            }
        }
    }

    @Override
    public void finish() throws SQLException {
        writer.finish();
        connection.commit();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        writer.close();
        connection.close();
    }
}
