package dev.slipway.featureserver.export;

import dev.slipway.workload.failure.FailureException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds, for the rows of a chunk, the row of a view's source that was known at their time. */
interface ViewJoin {
    /**
     * The row of COPY for each row of the chunk, null where there is none. Where memory would not suffice, the chunk's last
     * rows are cut off.
     */
    byte[] @Nullable [] find(EntityChunk chunk) throws SQLException, FailureException;

    /** The first field of those rows that is a feature. */
    int firstFeature();

    /** How it goes about it, for the summary. */
    String strategy();

    /** Rows that PostgreSQL has given so far. */
    long rowsRead();
}
