package dev.slipway.featureserver.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte array that grows as it is written. Reused from request to request: the hot path writes without objects. */
public final class ByteSink {
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int length;

    /** A sink with room for this many bytes. */
    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** What has been written stands at the beginning of this array; the next write may replace the array. */
    public byte[] array() {
        return bytes;
    }

    /** The number of bytes written. */
    public int length() {
        return length;
    }

    /** Forgets what stands after this position. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** A copy of what has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Makes room, so that the next writes need no check of their own. */
    public void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** One byte. */
    public void put(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    /** All of these bytes. */
    public void put(byte[] from) {
        put(from, 0, from.length);
    }

    /** A range of bytes. */
    public void put(byte[] from, int offset, int count) {
        ensure(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Characters of which each is one byte of ASCII. */
    public void ascii(String text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += count;
    }

    /** Text as UTF-8. */
    public void utf8(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Four bytes, lowest first. */
    public void int32(int value) {
        ensure(4);
        INT_LE.set(bytes, length, value);
        length += 4;
    }

    /** Eight bytes, lowest first. */
    public void int64(long value) {
        ensure(8);
        LONG_LE.set(bytes, length, value);
        length += 8;
    }

    /** A varint of protobuf: seven bits a byte, lowest first. */
    public void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** A whole number in decimal digits. */
    public void decimal(long value) {
        if (value == Long.MIN_VALUE) {
            ascii("-9223372036854775808");
            return;
        }
        ensure(20);
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = digits(rest);
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Makes what stands after {@code from} a delimited field of protobuf: puts its tag and length before it. */
    public void wrap(int from, int field) {
        int count = length - from;
        int tag = field << 3 | Wire.DELIMITED;
        int width = varintWidth(tag) + varintWidth(count);
        ensure(width);
        System.arraycopy(bytes, from, bytes, from + width, count);
        length = from;
        varint(tag);
        varint(count);
        length += count;
    }

    static int varintWidth(int value) {
        return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }
}
