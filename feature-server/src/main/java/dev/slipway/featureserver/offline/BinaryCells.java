package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.EntityKeyLayout;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueEncoder;
import dev.slipway.featureserver.codec.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Cells in PostgreSQL's binary form to serialized values; numbers stand highest byte first. */
public final class BinaryCells {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** PostgreSQL counts from 2000, in microseconds. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private static final long MICROS = 1_000_000L;

    private BinaryCells() {}

    /** Two bytes. */
    public static short int16(byte[] from, int at) {
        return (short) SHORT.get(from, at);
    }

    /** Four bytes. */
    public static int int32(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    /** Eight bytes. */
    public static long int64(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    /** A timestamptz. */
    public static long eventTime(byte[] from, int at) {
        long micros = int64(from, at);
        return EventTimes.of(Math.floorDiv(micros, MICROS) + EPOCH_SECONDS, (int) Math.floorMod(micros, MICROS) * 1000);
    }

    /** A timestamptz as microseconds since 1970; infinities are the farthest numbers. */
    public static long unixMicros(byte[] from, int at) {
        long micros = int64(from, at);
        boolean infinite = micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
        return infinite ? micros : micros + EPOCH_SECONDS * MICROS;
    }

    /** Part of a key. */
    public static void key(ByteSink out, JoinKey key, byte[] from, int at, int length) {
        switch (key.type()) {
            case INT32 -> EntityKeyLayout.int32(out, int32(from, at));
            case INT64 -> EntityKeyLayout.int64(out, key.type(), int64(from, at));
            case UNIX_TIMESTAMP -> EntityKeyLayout.int64(out, key.type(), EventTimes.seconds(eventTime(from, at)));
            default -> EntityKeyLayout.delimited(out, key.type(), from, at, length);
        }
    }

    /** A value; NaN, which stands for null in data frames, is null here too. */
    public static void value(ByteSink out, ValueType type, byte[] from, int at, int length) {
        if (length < 0) {
            return;
        }
        if (!type.scalar()) {
            list(out, type, from, at);
            return;
        }
        switch (type.element()) {
            case INT32 -> {
                long wide = int32(from, at);
                ValueEncoder.whole(out, type, wide);
            }
            case INT64 -> ValueEncoder.whole(out, type, int64(from, at));
            case BOOL -> ValueEncoder.whole(out, type, from[at]);
            case TIMESTAMP -> ValueEncoder.whole(out, type, EventTimes.seconds(eventTime(from, at)));
            case DOUBLE -> {
                double value = Double.longBitsToDouble(int64(from, at));
                if (!Double.isNaN(value)) {
                    ValueEncoder.binary64(out, type, value);
                }
            }
            case FLOAT -> {
                float value = Float.intBitsToFloat(int32(from, at));
                if (!Float.isNaN(value)) {
                    ValueEncoder.binary32(out, type, value);
                }
            }
            default -> ValueEncoder.delimited(out, type, from, at, length);
        }
    }

    /** An array of any number of dimensions, read as one list; null elements become the type's zero. */
    private static void list(ByteSink out, ValueType type, byte[] from, int at) {
        int dimensions = int32(from, at);
        int count = dimensions == 0 ? 0 : 1;
        for (int i = 0; i < dimensions; i++) {
            count *= int32(from, at + 12 + i * 8);
        }
        int next = at + 12 + dimensions * 8;
        int start = out.length();
        for (int i = 0; i < count; i++) {
            int length = int32(from, next);
            next += 4;
            element(out, type.element(), from, next, length);
            next += Math.max(0, length);
        }
        ValueEncoder.endList(out, type, start);
    }

    private static void element(ByteSink out, Element element, byte[] from, int at, int length) {
        boolean none = length < 0;
        switch (element) {
            case INT32 -> {
                long wide = none ? 0 : int32(from, at);
                out.varint(wide);
            }
            case INT64 -> out.varint(none ? 0 : int64(from, at));
            case BOOL -> out.varint(none ? 0 : from[at]);
            case TIMESTAMP -> out.varint(none ? 0 : EventTimes.seconds(eventTime(from, at)));
            case DOUBLE -> out.int64(none ? Double.doubleToRawLongBits(Double.NaN) : int64(from, at));
            case FLOAT -> out.int32(none ? Float.floatToRawIntBits(Float.NaN) : int32(from, at));
            default -> ValueEncoder.element(out, from, at, Math.max(0, length));
        }
    }
}
