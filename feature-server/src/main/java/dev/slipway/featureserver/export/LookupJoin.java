package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.offline.CopyReader;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL looks each entity row up in an index of the source. Right where entity rows are few beside the source's rows:
 * what is far from them is never read.
 */
final class LookupJoin implements ViewJoin {
    private final Connection connection;
    private final ViewQuery query;
    private final EntityUpload upload;
    private final long budget;
    private long read;

    LookupJoin(Connection connection, ViewQuery query, EntityUpload upload, long budget) {
        this.connection = connection;
        this.query = query;
        this.upload = upload;
        this.budget = budget;
    }

    @Override
    public int firstFeature() {
        return 1;
    }

    @Override
    public String strategy() {
        return "Lookup";
    }

    @Override
    public long rowsRead() {
        return read;
    }

    @Override
    public byte[] @Nullable [] find(EntityChunk chunk) throws SQLException, FailureException {
        upload.load(chunk);
        String select = "SELECT e.r, f.* FROM " + upload.table() + " AS e CROSS JOIN LATERAL (" + query.latestFor("e")
                + ") AS f";
        Answers answers = new Answers(chunk, budget);
        try (CopyReader rows = new CopyReader(connection, select)) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                read++;
                answers.take(row);
            }
        }
        return answers.rows();
    }

    /** Rows by the number that is their first field, as many as memory has room for. */
    static final class Answers {
        private final EntityChunk chunk;
        private final long budget;
        private final byte[] @Nullable [] rows;
        private long bytes;

        Answers(EntityChunk chunk, long budget) {
            this.chunk = chunk;
            this.budget = budget;
            this.rows = new byte[chunk.size()][];
        }

        void take(byte[] row) {
            int number = (int) BinaryCells.int64(row, 6);
            if (number >= chunk.size()) {
                return;
            }
            rows[number] = row;
            bytes += row.length;
            while (bytes > budget && chunk.size() > 1) {
                forgetHalf();
            }
        }

        private void forgetHalf() {
            int kept = chunk.size() / 2;
            for (int i = kept; i < chunk.size(); i++) {
                byte[] row = rows[i];
                bytes -= row == null ? 0 : row.length;
                rows[i] = null;
            }
            chunk.cut(kept);
        }

        byte[] @Nullable [] rows() {
            return rows;
        }
    }
}
