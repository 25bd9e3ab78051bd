package dev.slipway.driftjob.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Rows out of PostgreSQL's binary COPY: an 11-byte signature, flags, a header extension, then tuples of a 16-bit number
 * of fields and each field's 32-bit length (-1: null) and bytes; -1 fields end the data. Bytes may arrive cut anywhere.
 */
final class CopyDecoder {
    /** How the bytes of a field are to be read. */
    enum Wire {
        INT2,
        INT4,
        INT8,
        FLOAT4,
        FLOAT8,
        BOOL,
        /** Microseconds since 2000. */
        TIMESTAMP,
        TEXT,
        /** Dimensions, a null flag, the element's oid, length and lower bound, then elements with lengths. */
        FLOAT4_ARRAY,
        FLOAT8_ARRAY
    }

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final double EPOCH_2000 = 946_684_800;
    private static final int MAX_TUPLE = 1 << 30;

    private final List<Wire> wires;
    private byte[] pending = new byte[1 << 16];
    private int from;
    private int to;
    private boolean started;
    private boolean ended;

    CopyDecoder(List<Wire> wires) {
        this.wires = List.copyOf(wires);
    }

    void feed(byte[] chunk) throws SourceException {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (to + chunk.length > pending.length) {
            if ((long) to - from + chunk.length > MAX_TUPLE) {
                throw new SourceException("a row of more than 1 GiB arrived from PostgreSQL");
            }
            byte[] target =
                    to - from + chunk.length > pending.length ? new byte[2 * (to - from + chunk.length)] : pending;
            System.arraycopy(pending, from, target, 0, to - from);
            pending = target;
            to -= from;
            from = 0;
        }
        System.arraycopy(chunk, 0, pending, to, chunk.length);
        to += chunk.length;
    }

    boolean ended() {
        return ended;
    }

    /** Decodes one row into the batch, or passes over it; false where it has not arrived completely. */
    boolean next(Batch batch, boolean keep) throws SourceException {
        if (!started && !header()) {
            return false;
        }
        if (ended || to - from < 2) {
            return false;
        }
        int fields = short16(from);
        if (fields == -1) {
            ended = true;
            return false;
        }
        if (fields != wires.size()) {
            throw new SourceException(
                    "a row of " + fields + " fields arrived where " + wires.size() + " were asked for");
        }
        int end = tupleEnd(fields);
        if (end < 0) {
            return false;
        }
        if (keep) {
            decode(batch);
        }
        from = end;
        return true;
    }

    private int tupleEnd(int fields) throws SourceException {
        int at = from + 2;
        for (int i = 0; i < fields; i++) {
            if (to - at < 4) {
                return -1;
            }
            int length = int32(at);
            if (length < -1) {
                throw new SourceException("a field of length " + length + " arrived from PostgreSQL");
            }
            at += 4;
            if (length > to - at) {
                return -1;
            }
            at += Math.max(0, length);
        }
        return at;
    }

    private void decode(Batch batch) throws SourceException {
        int row = batch.rows();
        int at = from + 2;
        for (int i = 0; i < wires.size(); i++) {
            ColumnData column = batch.columns().get(i);
            int length = int32(at);
            at += 4;
            if (length < 0) {
                column.setNull(row);
            } else if (wires.get(i) == Wire.TEXT) {
                column.setText(row, pending, at, length);
                at += length;
            } else if (wires.get(i) == Wire.FLOAT4_ARRAY || wires.get(i) == Wire.FLOAT8_ARRAY) {
                array(column, row, wires.get(i) == Wire.FLOAT4_ARRAY ? 4 : 8, at, length);
                at += length;
            } else {
                column.setNumber(row, number(wires.get(i), at, length));
                at += length;
            }
        }
        batch.commit();
    }

    /** An array of one dimension without nulls; any other is no vector. */
    private void array(ColumnData column, int row, int width, int at, int length) throws SourceException {
        if (length < 12) {
            throw new SourceException("an array of " + length + " bytes arrived from PostgreSQL");
        }
        int dimensions = int32(at);
        int size = dimensions == 1 && length >= 20 ? int32(at + 12) : 0;
        if (dimensions > 1
                || int32(at + 4) != 0
                || size < 0
                || length != (dimensions == 0 ? 12 : 20 + size * (4L + width))) {
            column.setInvalid(row);
            return;
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            int from = at + 20 + i * (4 + width) + 4;
            values[i] = width == 4 ? Float.intBitsToFloat(int32(from)) : Double.longBitsToDouble(int64(from));
        }
        column.setVector(row, values);
    }

    private double number(Wire wire, int at, int length) throws SourceException {
        int expected =
                switch (wire) {
                    case BOOL -> 1;
                    case INT2 -> 2;
                    case INT4, FLOAT4 -> 4;
                    case INT8, FLOAT8, TIMESTAMP -> 8;
                    case TEXT, FLOAT4_ARRAY, FLOAT8_ARRAY -> length;
                };
        if (length != expected) {
            throw new SourceException("a " + wire + " of " + length + " bytes arrived from PostgreSQL");
        }
        return switch (wire) {
            case BOOL -> pending[at] == 0 ? 0 : 1;
            case INT2 -> short16(at);
            case INT4 -> int32(at);
            case INT8 -> int64(at);
            case FLOAT4 -> Float.intBitsToFloat(int32(at));
            case FLOAT8 -> Double.longBitsToDouble(int64(at));
            case TIMESTAMP -> timestamp(int64(at));
            case TEXT, FLOAT4_ARRAY, FLOAT8_ARRAY -> Double.NaN;
        };
    }

    private static double timestamp(long micros) {
        if (micros == Long.MAX_VALUE) {
            return Double.POSITIVE_INFINITY;
        }
        return micros == Long.MIN_VALUE ? Double.NEGATIVE_INFINITY : micros / 1e6 + EPOCH_2000;
    }

    private boolean header() throws SourceException {
        int fixed = SIGNATURE.length + 8;
        if (to - from < fixed) {
            return false;
        }
        if (!Arrays.equals(pending, from, from + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SourceException("what arrived from PostgreSQL is no binary COPY");
        }
        int extension = int32(from + fixed - 4);
        if (extension < 0 || to - from - fixed < extension) {
            return false;
        }
        from += fixed + extension;
        started = true;
        return true;
    }

    private int short16(int at) {
        return (short) ((pending[at] << 8) | (pending[at + 1] & 0xFF));
    }

    private int int32(int at) {
        return (short16(at) << 16) | (short16(at + 2) & 0xFFFF);
    }

    private long int64(int at) {
        return ((long) int32(at) << 32) | (int32(at + 4) & 0xFFFF_FFFFL);
    }
}
