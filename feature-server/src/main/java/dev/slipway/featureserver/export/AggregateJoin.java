package dev.slipway.featureserver.export;

import dev.slipway.featureserver.aggregate.AggregateSql;
import dev.slipway.featureserver.aggregate.HopGroup;
import dev.slipway.featureserver.config.Aggregation;
import dev.slipway.featureserver.config.Aggregation.Function;
import dev.slipway.featureserver.offline.CopyReader;
import dev.slipway.workload.failure.FailureException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aggregations of one hop for the rows of a chunk, from the rows that had been written at their times. Not from tiles: those
 * know what has been written by now.
 */
final class AggregateJoin implements ViewJoin {
    private final Connection connection;
    private final ViewQuery query;
    private final HopGroup group;
    private final AggregateSql sql;
    private final EntityUpload upload;
    private final long budget;
    private long read;

    AggregateJoin(
            Connection connection,
            ViewQuery query,
            HopGroup group,
            AggregateSql sql,
            EntityUpload upload,
            long budget) {
        this.connection = connection;
        this.query = query;
        this.group = group;
        this.sql = sql;
        this.upload = upload;
        this.budget = budget;
    }

    @Override
    public int firstFeature() {
        return 1;
    }

    @Override
    public String strategy() {
        return "Aggregate";
    }

    @Override
    public long rowsRead() {
        return read;
    }

    @Override
    public byte[] @Nullable [] find(EntityChunk chunk) throws SQLException, FailureException {
        upload.load(chunk);
        LookupJoin.Answers answers = new LookupJoin.Answers(chunk, budget);
        try (CopyReader rows = new CopyReader(connection, select())) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                read++;
                answers.take(row);
            }
        }
        return answers.rows();
    }

    private String select() throws FailureException {
        String end = AggregateSql.hopStart(group.hop(), "e.t");
        String time = query.columns().time(query.source().timestampField());
        List<String> selected = new ArrayList<>(List.of("e.r"));
        for (Aggregation aggregation : group.aggregations()) {
            selected.add(sql.overRows(
                    aggregation,
                    time + " >= " + end + " - " + seconds(aggregation.window().toSeconds())));
        }
        List<String> conditions = query.known("e");
        conditions.add(time + " >= " + end + " - " + seconds(group.longest().toSeconds()));
        conditions.add(time + " < " + end);
        return "SELECT " + String.join(", ", selected) + " FROM " + upload.table() + " AS e JOIN "
                + query.columns().from() + " ON " + String.join(" AND ", conditions) + " GROUP BY e.r";
    }

    private static String seconds(long seconds) {
        return "interval '" + seconds + " seconds'";
    }

    /** How many aggregations. */
    int size() {
        return group.aggregations().size();
    }

    /** The row for an entity that is known and has no rows in any window. */
    byte[] empty() {
        ByteBuffer row = ByteBuffer.allocate(14 + 12 * group.aggregations().size());
        row.putShort((short) (1 + group.aggregations().size())).putInt(8).putLong(0);
        for (Aggregation aggregation : group.aggregations()) {
            if (aggregation.function() == Function.count) {
                row.putInt(8).putLong(0);
            } else {
                row.putInt(-1);
            }
        }
        return Arrays.copyOf(row.array(), row.position());
    }
}
