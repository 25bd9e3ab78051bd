package dev.slipway.driftjob.read.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** DELTA_BINARY_PACKED: differences of neighbours, in blocks of packed bits. */
final class DeltaNumbers implements Values {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BIGGEST_BLOCK = 1 << 20;

    private final byte[] bytes;
    private final int end;
    private final boolean narrow;
    private final int perBlock;
    private final int perMini;
    private final int total;
    private final int[] widths;
    private int position;
    private int given;
    private int mini;
    private int leftInMini;
    private long least;
    private long last;
    private long bit;

    /**
     * @param narrow of INT32, whose sums wrap around
     */
    DeltaNumbers(byte[] bytes, int from, int end, boolean narrow) {
        this.bytes = bytes;
        this.end = end;
        this.narrow = narrow;
        this.position = from;
        perBlock = (int) varint();
        int minis = (int) varint();
        total = (int) varint();
        last = zigzag();
        if (perBlock < 1 || perBlock > BIGGEST_BLOCK || minis < 1 || perBlock % minis != 0 || total < 0) {
            throw new DamagedFileException("a page of differences has a wrong beginning");
        }
        perMini = perBlock / minis;
        widths = new int[minis];
        mini = minis;
    }

    int total() {
        return total;
    }

    /** Reads the next number. */
    long next() {
        if (given >= total) {
            throw new DamagedFileException("a page ends early");
        }
        if (given++ > 0) {
            if (leftInMini == 0) {
                advance();
            }
            leftInMini--;
            last += least + unpack(widths[mini]);
            last = narrow ? (int) last : last;
        }
        return last;
    }

    @Override
    public void read(long[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = next();
        }
    }

    private void advance() {
        mini++;
        if (mini >= widths.length) {
            least = zigzag();
            for (int i = 0; i < widths.length; i++) {
                widths[i] = octet();
            }
            mini = 0;
        }
        if (widths[mini] > Long.SIZE) {
            throw new DamagedFileException("differences are " + widths[mini] + " bits wide");
        }
        bit = 8L * position;
        leftInMini = perMini;
        position = (int) Math.min(end, position + (long) perMini * widths[mini] / 8);
    }

    private long unpack(int width) {
        int at = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        bit += width;
        if (width == 0) {
            return 0;
        }
        if (bit > 8L * end) {
            throw new DamagedFileException("a page ends early");
        }
        long low = (long) LONGS.get(bytes, at) >>> shift;
        long all = shift == 0 ? low : low | (bytes[at + Long.BYTES] & 0xFFL) << (Long.SIZE - shift);
        return width == Long.SIZE ? all : all & ((1L << width) - 1);
    }

    /** Where the bytes after all numbers begin: the blocks that were not read are passed over. */
    int after() {
        while (given < total) {
            next();
        }
        return position;
    }

    private int octet() {
        if (position >= end) {
            throw new DamagedFileException("a page ends early");
        }
        return bytes[position++] & 0xFF;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedFileException("a number does not end");
    }

    private long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }
}
