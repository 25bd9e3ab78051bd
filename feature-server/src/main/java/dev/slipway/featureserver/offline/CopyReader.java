package dev.slipway.featureserver.offline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows of a query in COPY's binary form, one array each: the count of fields, then length and bytes of each. */
public final class CopyReader implements AutoCloseable {
    private static final int SIGNATURE = 11;

    private final CopyOut copy;
    private boolean headerSeen;
    private boolean ended;

    /** Begins to read; until the end the connection does nothing else. */
    public CopyReader(Connection connection, String query) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** The next row, or null at the end. */
    public byte @Nullable [] next() throws SQLException {
        while (!ended) {
            byte[] message = copy.readFromCopy();
            if (message == null) {
                break;
            }
            int at = 0;
            if (!headerSeen) {
                headerSeen = true;
                at = SIGNATURE + 8 + BinaryCells.int32(message, SIGNATURE + 4);
            }
            if (at < message.length && BinaryCells.int16(message, at) >= 0) {
                return at == 0 ? message : Arrays.copyOfRange(message, at, message.length);
            }
        }
        ended = true;
        return null;
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
