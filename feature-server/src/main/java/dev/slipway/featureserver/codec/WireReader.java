package dev.slipway.featureserver.codec;

/** Reads protobuf out of a range of a byte array, never past its end. Reused: {@link #over} starts anew. */
public final class WireReader {
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** Reads from here on. */
    public WireReader over(byte[] from, int offset, int length) {
        bytes = from;
        at = offset;
        end = offset + length;
        return this;
    }

    /** Whether something is left. */
    public boolean more() {
        return at < end;
    }

    /** The array that is read. */
    public byte[] array() {
        return bytes;
    }

    /** Where the next byte is. */
    public int position() {
        return at;
    }

    /** Goes on there. */
    public void position(int to) {
        at = to;
    }

    /** The end of what may be read. */
    public int end() {
        return end;
    }

    /** A varint. */
    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                throw new MalformedValueException("a number is cut off");
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedValueException("a number has more than ten bytes");
    }

    /** The length of a delimited field, of which the whole is there. */
    public int delimited() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new MalformedValueException("a field of " + length + " bytes is cut off");
        }
        return (int) length;
    }

    /** Four bytes. */
    public int fixed32() {
        need(4);
        int value = Bytes.int32(bytes, at);
        at += 4;
        return value;
    }

    /** Eight bytes. */
    public long fixed64() {
        need(8);
        long value = Bytes.int64(bytes, at);
        at += 8;
        return value;
    }

    /** Leaves a field of this wire type out. */
    public void skip(int wire) {
        switch (wire) {
            case Wire.VARINT -> varint();
            case Wire.FIXED64 -> fixed64();
            case Wire.DELIMITED -> {
                int length = delimited();
                at += length;
            }
            case Wire.FIXED32 -> fixed32();
            default -> throw new MalformedValueException("wire type " + wire + " does not exist here");
        }
    }

    private void need(int count) {
        if (end - at < count) {
            throw new MalformedValueException("a number is cut off");
        }
    }
}
