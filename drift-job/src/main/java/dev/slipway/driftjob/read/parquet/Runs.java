package dev.slipway.driftjob.read.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Small whole numbers in Parquet's hybrid of runs and packed bits: levels, places in a dictionary, truth values. The array
 * must go on for {@link #PADDING} bytes after the end.
 */
final class Runs {
    /** Bytes after the end that may be looked at, whatever they are. */
    static final int PADDING = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WIDEST = 32;

    private final byte[] bytes;
    private final int end;
    private final int width;
    private int position;
    private int left;
    private boolean same;
    private int value;
    private long bit;

    Runs(byte[] bytes, int from, int end, int width) {
        if (width < 0 || width > WIDEST || from > end) {
            throw new DamagedFileException("packed numbers are " + width + " bits wide");
        }
        this.bytes = bytes;
        this.position = from;
        this.end = end;
        this.width = width;
        if (width == 0) {
            left = Integer.MAX_VALUE;
            same = true;
        }
    }

    /** Whether the next {@code count} numbers are all this one; they are passed over if so. */
    boolean pass(int wanted, int count) {
        if (left == 0) {
            next();
        }
        boolean all = same && value == wanted && left >= count;
        left -= all ? count : 0;
        return all;
    }

    void read(int[] to, int count) {
        int at = 0;
        while (at < count) {
            if (left == 0) {
                next();
            }
            int taken = Math.min(left, count - at);
            if (same) {
                Arrays.fill(to, at, at + taken, value);
            } else {
                unpack(to, at, taken);
            }
            left -= taken;
            at += taken;
        }
    }

    private void unpack(int[] to, int at, int count) {
        long mask = (1L << width) - 1;
        long from = bit;
        for (int i = at; i < at + count; i++) {
            to[i] = (int) (((long) LONGS.get(bytes, (int) (from >>> 3)) >>> (from & 7)) & mask);
            from += width;
        }
        bit = from;
    }

    private void next() {
        if (width == 0) {
            left = Integer.MAX_VALUE;
            return;
        }
        long head = 0;
        int shift = 0;
        int part;
        do {
            if (position >= end || shift > 28) {
                throw new DamagedFileException("packed numbers end early");
            }
            part = bytes[position++] & 0xFF;
            head |= (long) (part & 0x7F) << shift;
            shift += 7;
        } while (part >= 0x80);
        same = (head & 1) == 0;
        if (same) {
            left = (int) (head >>> 1);
            value = littleEndian((width + 7) / 8);
        } else {
            packed(head >>> 1);
        }
    }

    /** The last run may promise more than there is: a page ends where its values do. */
    private void packed(long groups) {
        bit = 8L * position;
        long whole = Math.min(groups * width, end - position);
        left = (int) Math.min(groups * 8, whole * 8 / width);
        position += (int) whole;
        if (left == 0) {
            throw new DamagedFileException("packed numbers end early");
        }
    }

    private int littleEndian(int size) {
        if (position + size > end) {
            throw new DamagedFileException("packed numbers end early");
        }
        int number = 0;
        for (int i = 0; i < size; i++) {
            number |= (bytes[position++] & 0xFF) << (8 * i);
        }
        return number;
    }
}
