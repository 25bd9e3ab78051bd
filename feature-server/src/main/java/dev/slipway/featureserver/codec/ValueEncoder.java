package dev.slipway.featureserver.codec;

/**
 * Writes {@code feast.types.Value} as Feast's own writer does: scalars as one field, zero and false included (they stand
 * in a oneof), lists and sets as a message whose field 1 is repeated, packed where the elements are numbers. A null is no
 * byte at all.
 */
public final class ValueEncoder {
    private ValueEncoder() {}

    /** A scalar that is a whole number, a truth value or a time in seconds. */
    public static void whole(ByteSink out, ValueType type, long value) {
        tag(out, type.number(), Wire.VARINT);
        out.varint(value);
    }

    /** A scalar of 64 bits. */
    public static void binary64(ByteSink out, ValueType type, double value) {
        tag(out, type.number(), Wire.FIXED64);
        out.int64(Double.doubleToRawLongBits(value));
    }

    /** A scalar of 32 bits. */
    public static void binary32(ByteSink out, ValueType type, float value) {
        tag(out, type.number(), Wire.FIXED32);
        out.int32(Float.floatToRawIntBits(value));
    }

    /** A scalar of text or bytes. */
    public static void delimited(ByteSink out, ValueType type, byte[] from, int offset, int length) {
        tag(out, type.number(), Wire.DELIMITED);
        out.varint(length);
        out.put(from, offset, length);
    }

    /** One more text or bytes of a list whose elements have been written since the list began. */
    public static void element(ByteSink out, byte[] from, int offset, int length) {
        tag(out, 1, Wire.DELIMITED);
        out.varint(length);
        out.put(from, offset, length);
    }

    /**
     * Ends a list.
     *
     * @param from where the list began: after it stand its elements, numbers one after the other, others each with its tag
     */
    public static void endList(ByteSink out, ValueType type, int from) {
        boolean packed = type.element().wire() != Wire.DELIMITED;
        if (packed && out.length() > from) {
            out.wrap(from, 1);
        }
        out.wrap(from, type.number());
    }

    private static void tag(ByteSink out, int field, int wire) {
        out.varint((long) field << 3 | wire);
    }
}
