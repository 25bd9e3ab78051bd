package dev.slipway.featureserver.export;

import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One view of a training set: how it is joined, and what was found for the present chunk. The first part is the row that
 * counts; the others are aggregations, which an entity without such a row has not.
 */
final class ViewSegment {
    private final Connection connection;
    private final ViewQuery query;
    private final EntityUpload upload;
    private final List<AggregateJoin> aggregates;
    private final Exporter.Budget budget;
    private @Nullable ViewJoin latest;
    private final List<byte[] @Nullable []> found = new ArrayList<>();
    private long matched;

    ViewSegment(
            Connection connection,
            ViewQuery query,
            EntityUpload upload,
            List<AggregateJoin> aggregates,
            Exporter.Budget budget) {
        this.connection = connection;
        this.query = query;
        this.upload = upload;
        this.aggregates = aggregates;
        this.budget = budget;
    }

    void find(EntityChunk chunk) throws SQLException, FailureException {
        found.clear();
        if (chunk.size() == 0) {
            return;
        }
        ViewJoin chosen = latest == null ? ViewJoins.choose(connection, query, upload, chunk, budget) : latest;
        latest = chosen;
        found.add(chosen.find(chunk));
        for (AggregateJoin aggregate : aggregates) {
            found.add(aggregate.find(chunk));
        }
    }

    /** Sets the parts of a row of the chunk, from this segment of the output on. */
    void fill(OutputRow row, int segment, int index) {
        byte[] known = found.getFirst()[index];
        matched += known == null ? 0 : 1;
        row.set(segment, known);
        for (int i = 0; i < aggregates.size(); i++) {
            byte[] values = found.get(1 + i)[index];
            byte[] orNone = values == null ? aggregates.get(i).empty() : values;
            row.set(segment + 1 + i, known == null ? null : orNone);
        }
    }

    int parts() {
        return 1 + aggregates.size();
    }

    int firstFeature(int part) {
        return part > 0 ? 1 : latest == null ? 0 : latest.firstFeature();
    }

    /** How many fields the rows of a part have, as far as they are of interest. */
    int fields(int part) {
        return part == 0
                ? firstFeature(0) + query.features().size()
                : 1 + aggregates.get(part - 1).size();
    }

    ExportSummary.View summary() {
        return new ExportSummary.View(
                query.view().name(),
                latest == null ? "" : latest.strategy(),
                latest == null ? 0 : latest.rowsRead(),
                matched);
    }
}
