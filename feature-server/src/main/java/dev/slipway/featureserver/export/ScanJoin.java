package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.offline.CopyReader;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the source for each chunk of entities, in whatever order the source has its rows. A row becomes known at
 * the later of its event time and its time of writing; it is kept at the first entity row from then on if it is the newest
 * there, and at the end each entity row takes the newest row kept at it or before it. So nothing is sorted, neither here nor
 * in PostgreSQL, and what is held is at most one row for each entity row.
 */
final class ScanJoin implements ViewJoin {
    private final Connection connection;
    private final ViewQuery query;
    private final RowComparison comparison;
    private final long budget;
    private final int keys;
    private long read;

    /** A join that holds about {@code budget} bytes of rows at most. */
    ScanJoin(Connection connection, ViewQuery query, long budget) {
        this.connection = connection;
        this.query = query;
        this.comparison = new RowComparison(query.order());
        this.budget = budget;
        this.keys = query.view().entities().size();
    }

    @Override
    public int firstFeature() {
        return keys + query.order().terms().size();
    }

    @Override
    public String strategy() {
        return "Scan";
    }

    @Override
    public long rowsRead() {
        return read;
    }

    @Override
    public byte[] @Nullable [] find(EntityChunk chunk) throws SQLException, FailureException {
        int[] keyFields = chunk.keyFields(query.view().entities());
        Slots slots = new Slots(new KeyGroups(chunk, keyFields), comparison);
        if (slots.groups().positions() == 0) {
            return new byte[chunk.size()][];
        }
        String scan = query.scan(slots.groups().earliest(), slots.groups().latest());
        try (CopyReader rows = new CopyReader(connection, scan)) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                read++;
                offer(slots, row);
                if (slots.bytes() > budget && chunk.size() > 1) {
                    int kept = chunk.size() / 2;
                    chunk.cut(kept);
                    slots = slots.onlyRowsBefore(kept, new KeyGroups(chunk, keyFields));
                }
            }
        }
        return slots.newest(chunk.size(), query.ttlMicros());
    }

    private void offer(Slots slots, byte[] row) {
        int at = 2;
        for (int i = 0; i < keys; i++) {
            at += 4 + BinaryCells.int32(row, at);
        }
        KeyGroups groups = slots.groups();
        int group = groups.find(row, 2, at);
        if (group < 0) {
            return;
        }
        long time = BinaryCells.int64(row, at + 4);
        long known = time;
        if (query.hasCreated() && BinaryCells.int32(row, at + 12) > 0) {
            known = Math.max(known, BinaryCells.int64(row, at + 16));
        }
        int position = groups.position(group, known);
        if (position < groups.start(group + 1)) {
            slots.offer(position, row, at, time);
        }
    }
}
