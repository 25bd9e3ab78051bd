package dev.slipway.featureserver.offline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows into a table by COPY's binary form. */
public final class CopyWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private final CopyIn copy;
    private byte[] buffer = new byte[BUFFER * 2];
    private int length;

    /** Begins to write to a table, or table and columns; until the end the connection does nothing else. */
    public CopyWriter(Connection connection, String target) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target + " FROM STDIN (FORMAT binary)");
        raw(HEADER, 0, HEADER.length);
    }

    /** Begins a row of so many fields, which are given next. */
    public void beginRow(int fields) throws SQLException {
        if (length >= BUFFER) {
            flush();
        }
        ensure(2);
        buffer[length++] = (byte) (fields >> 8);
        buffer[length++] = (byte) fields;
    }

    /** A null. */
    public void none() {
        int32(-1);
    }

    /** An int8, or a timestamptz in microseconds since 2000. */
    public void int64(long value) {
        int32(8);
        int32((int) (value >>> 32));
        int32((int) value);
    }

    /** A value in binary form. */
    public void cell(byte[] from, int at, int count) {
        int32(count);
        raw(from, at, count);
    }

    private void int32(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    private void raw(byte[] from, int at, int count) {
        ensure(count);
        System.arraycopy(from, at, buffer, length, count);
        length += count;
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }

    /** Ends; what was written is in the table, of this transaction. */
    public void finish() throws SQLException {
        ensure(2);
        buffer[length++] = (byte) 0xff;
        buffer[length++] = (byte) 0xff;
        flush();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
