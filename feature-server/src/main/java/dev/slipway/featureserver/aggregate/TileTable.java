package dev.slipway.featureserver.aggregate;

import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.offline.SourceConnection;
import dev.slipway.featureserver.offline.SourceFailure;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The end of a view's tiles. */
public final class TileTable {
    private TileTable() {}

    /** Removes the table that the view's runs have left beside its source; nothing for a view without aggregations. */
    public static void drop(ViewConfig view) throws FailureException {
        if (view.aggregations().isEmpty() || view.source().isEmpty()) {
            return;
        }
        String table = Tiles.tableName(view);
        try (Connection connection =
                SourceConnection.open(Path.of(view.source().get().credentialsDirectory()))) {
            if (isOurs(connection, table)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("DROP TABLE " + Identifiers.quote(table));
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw SourceFailure.of(e, "the table " + table);
        }
    }

    /** Somebody else's table of this name has no comment of ours. */
    private static boolean isOurs(Connection connection, String table) throws SQLException {
        try (var query = connection.prepareStatement("SELECT obj_description(to_regclass(?), 'pg_class')")) {
            query.setString(1, Identifiers.quote(table));
            try (ResultSet row = query.executeQuery()) {
                String comment = row.next() ? row.getString(1) : null;
                return comment != null && comment.startsWith("slipway ");
            }
        }
    }
}
