package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.PhysicalType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** PLAIN: one value after the other, little-endian; texts behind their length in four bytes, truth values as bits. */
final class PlainValues implements Values {
    private static final int INT96 = 12;
    private static final long JULIAN_1970 = 2_440_588;

    private final PhysicalType type;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final int end;
    private final int width;
    private int position;
    private long bit;

    /**
     * @param width bytes of a value of FIXED_LEN_BYTE_ARRAY
     */
    PlainValues(PhysicalType type, byte[] bytes, int from, int end, int width) {
        this.type = type;
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.end = end;
        this.width = width;
        this.position = from;
        this.bit = 8L * from;
    }

    private int take(int count, int size) {
        if ((long) count * size > end - position) {
            throw new DamagedFileException("a page ends early");
        }
        int from = position;
        position += count * size;
        return from;
    }

    @Override
    public void read(double[] to, int count) {
        if (type == PhysicalType.DOUBLE) {
            int from = take(count, Double.BYTES);
            buffer.slice(from, count * Double.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(to, 0, count);
        } else {
            int from = take(count, Float.BYTES);
            for (int i = 0; i < count; i++) {
                to[i] = buffer.getFloat(from + i * Float.BYTES);
            }
        }
    }

    @Override
    public void read(long[] to, int count) {
        switch (type) {
            case INT64 -> {
                int from = take(count, Long.BYTES);
                for (int i = 0; i < count; i++) {
                    to[i] = buffer.getLong(from + i * Long.BYTES);
                }
            }
            case INT32 -> {
                int from = take(count, Integer.BYTES);
                for (int i = 0; i < count; i++) {
                    to[i] = buffer.getInt(from + i * Integer.BYTES);
                }
            }
            case INT96 -> {
                int from = take(count, INT96);
                for (int i = 0; i < count; i++) {
                    to[i] = micros(from + i * INT96);
                }
            }
            default -> bits(to, count);
        }
    }

    /** Microseconds since 1970 of nanoseconds of a day and the number of the Julian day; as exact as whoever writes this form. */
    private long micros(int at) {
        long day = buffer.getInt(at + Long.BYTES) - JULIAN_1970;
        return day * 86_400_000_000L + buffer.getLong(at) / 1000;
    }

    private void bits(long[] to, int count) {
        if (bit + count > 8L * end) {
            throw new DamagedFileException("a page ends early");
        }
        for (int i = 0; i < count; i++, bit++) {
            to[i] = ((long) bytes[(int) (bit >>> 3)] >>> (bit & 7)) & 1;
        }
    }

    @Override
    public void read(Binaries to, int count) {
        to.in(bytes);
        for (int i = 0; i < count; i++) {
            int length = type == PhysicalType.FIXED_LEN_BYTE_ARRAY ? width : buffer.getInt(take(1, Integer.BYTES));
            if (length < 0) {
                throw new DamagedFileException("a text has a negative length");
            }
            to.set(i, take(1, length), length);
        }
    }
}
