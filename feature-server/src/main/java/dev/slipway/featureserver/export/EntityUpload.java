package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.offline.CopyWriter;
import dev.slipway.featureserver.offline.SourceKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chunk's keys and times in a temporary table {@code (r, k0, k1, …, t)} of a connection, numbered from 0. */
final class EntityUpload {
    private final Connection connection;
    private final List<JoinKey> keys;
    private final String table;
    private boolean created;
    private @Nullable EntityChunk loaded;
    private int loadedRows;

    /** An upload of these keys; several on one connection have different numbers. */
    EntityUpload(Connection connection, List<JoinKey> keys, int number) {
        this.connection = connection;
        this.keys = keys;
        this.table = "pg_temp.slipway_entities_" + number;
    }

    String table() {
        return table;
    }

    /** Replaces the content, unless the same chunk is there already. */
    void load(EntityChunk chunk) throws SQLException {
        if (chunk == loaded && chunk.size() == loadedRows) {
            return;
        }
        prepare();
        int[] fields = chunk.keyFields(keys);
        try (CopyWriter rows = new CopyWriter(connection, table)) {
            for (int row = 0; row < chunk.size(); row++) {
                rows.beginRow(keys.size() + 2);
                rows.int64(row);
                for (int field : fields) {
                    int at = chunk.field(row, field);
                    int length = BinaryCells.int32(chunk.row(row), at);
                    if (length < 0) {
                        rows.none();
                    } else {
                        rows.cell(chunk.row(row), at + 4, length);
                    }
                }
                long time = chunk.time(row);
                if (time == EntityChunk.NO_TIME) {
                    rows.none();
                } else {
                    rows.int64(time);
                }
            }
            rows.finish();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE " + table);
        }
        loaded = chunk;
        loadedRows = chunk.size();
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (created) {
                statement.execute("TRUNCATE " + table);
            } else {
                List<String> columns = new ArrayList<>(List.of("r int8", "t timestamptz"));
                columns.addAll(1, SourceKeys.definitions(keys));
                statement.execute("CREATE TEMPORARY TABLE " + table.substring("pg_temp.".length()) + " ("
                        + String.join(", ", columns) + ")");
                created = true;
            }
        }
    }
}
