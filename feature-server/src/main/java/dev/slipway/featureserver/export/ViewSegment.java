package dev.slipway.featureserver.export;

import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One view of a training set: how it is joined, and what was found for the present chunk. */
final class ViewSegment {
    private final Connection connection;
    private final ViewQuery query;
    private final EntityUpload upload;
    private final Exporter.Budget budget;
    private @Nullable ViewJoin join;
    private byte[] @Nullable [] found = new byte[0][];
    private long matched;

    ViewSegment(Connection connection, ViewQuery query, EntityUpload upload, Exporter.Budget budget) {
        this.connection = connection;
        this.query = query;
        this.upload = upload;
        this.budget = budget;
    }

    void find(EntityChunk chunk) throws SQLException, FailureException {
        if (chunk.size() == 0) {
            return;
        }
        ViewJoin chosen = join == null ? ViewJoins.choose(connection, query, upload, chunk, budget) : join;
        join = chosen;
        found = chosen.find(chunk);
    }

    byte @Nullable [] found(int index) {
        byte[] row = found[index];
        matched += row == null ? 0 : 1;
        return row;
    }

    int firstFeature() {
        return join == null ? 0 : join.firstFeature();
    }

    int fields() {
        return firstFeature() + query.features().size();
    }

    ExportSummary.View summary() {
        return new ExportSummary.View(
                query.view().name(), join == null ? "" : join.strategy(), join == null ? 0 : join.rowsRead(), matched);
    }
}
