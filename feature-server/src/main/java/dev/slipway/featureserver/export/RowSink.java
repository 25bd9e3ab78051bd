package dev.slipway.featureserver.export;

import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.sql.SQLException;

/** Where a training set goes. What is not finished is not seen by anybody. */
interface RowSink extends AutoCloseable {
    /** One row. */
    void write(OutputRow row) throws IOException, SQLException, FailureException;

    /** All rows have been written: the set appears. */
    void finish() throws IOException, SQLException, FailureException;

    /** Bytes written. */
    long bytes();

    @Override
    void close() throws IOException, SQLException;
}
