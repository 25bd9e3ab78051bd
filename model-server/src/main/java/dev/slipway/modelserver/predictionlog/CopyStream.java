package dev.slipway.modelserver.predictionlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/**
 * PostgreSQL's binary COPY format: a signature, then each row as a field count and each field as its length (-1 for
 * null) and its bytes in network order, then -1. Source: the manual's page of COPY, "Binary Format".
 */
final class CopyStream {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int CHUNK = 1 << 16;
    private static final int LARGEST_FIXED = 64;

    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final Target target;

    /** Where the bytes go. */
    interface Target {
        void write(byte[] bytes, int offset, int length) throws SQLException;
    }

    CopyStream(Target target) {
        this.target = target;
    }

    void begin() throws SQLException {
        chunk.put(SIGNATURE).putInt(0).putInt(0);
        flush();
    }

    void row(int fields) throws SQLException {
        room().putShort((short) fields);
    }

    void nothing() throws SQLException {
        room().putInt(-1);
    }

    void bool(boolean value) throws SQLException {
        room().putInt(1).put((byte) (value ? 1 : 0));
    }

    void int2(int value) throws SQLException {
        room().putInt(2).putShort((short) value);
    }

    void int4(int value) throws SQLException {
        room().putInt(4).putInt(value);
    }

    void int8(long value) throws SQLException {
        room().putInt(8).putLong(value);
    }

    void float4(float value) throws SQLException {
        room().putInt(4).putFloat(value);
    }

    void float8(double value) throws SQLException {
        room().putInt(8).putDouble(value);
    }

    /** A number of 64 bits without sign, as {@code numeric}: digits to the base of ten thousand, the largest first. */
    void unsigned(long value) throws SQLException {
        int digits = 0;
        for (long rest = value; rest != 0; rest = Long.divideUnsigned(rest, 10_000)) {
            digits++;
        }
        ByteBuffer out = room();
        out.putInt(8 + 2 * digits).putShort((short) digits).putShort((short) Math.max(0, digits - 1));
        out.putShort((short) 0).putShort((short) 0);
        int end = out.position() + 2 * digits;
        long rest = value;
        for (int at = end - 2; at >= out.position(); at -= 2) {
            out.putShort(at, (short) Long.remainderUnsigned(rest, 10_000));
            rest = Long.divideUnsigned(rest, 10_000);
        }
        out.position(end);
    }

    /** UTF-8 from a buffer. A NUL, which PostgreSQL's text cannot hold, becomes U+FFFD. */
    void text(ByteBuffer from, int offset, int length) throws SQLException {
        for (int i = offset; i < offset + length; i++) {
            if (from.get(i) == 0) {
                text(withoutNul(from, offset, length));
                return;
            }
        }
        room().putInt(length);
        int done = 0;
        while (done < length) {
            if (!chunk.hasRemaining()) {
                flush();
            }
            int part = Math.min(length - done, chunk.remaining());
            chunk.put(chunk.position(), from, offset + done, part);
            chunk.position(chunk.position() + part);
            done += part;
        }
    }

    void text(String value) throws SQLException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        text(ByteBuffer.wrap(utf8), 0, utf8.length);
    }

    private static String withoutNul(ByteBuffer from, int offset, int length) {
        byte[] bytes = new byte[length];
        from.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    void end() throws SQLException {
        room().putShort((short) -1);
        flush();
    }

    private ByteBuffer room() throws SQLException {
        if (chunk.remaining() < LARGEST_FIXED) {
            flush();
        }
        return chunk;
    }

    private void flush() throws SQLException {
        target.write(chunk.array(), 0, chunk.position());
        chunk.clear();
    }
}
