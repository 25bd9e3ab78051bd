package dev.slipway.modelserver.convert;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the protobuf wire format, one message at a time. Fields come in the order of the calls. */
public final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A number, as a varint. */
    public ProtobufWriter number(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
        return this;
    }

    /** A number of eight bytes, or the bits of a double. */
    public ProtobufWriter fixed64(int field, long value) {
        varint(((long) field << 3) | FIXED64);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    /** A number of four bytes. */
    public ProtobufWriter fixed32(int field, int value) {
        varint(((long) field << 3) | FIXED32);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    /** Bytes. */
    public ProtobufWriter bytes(int field, byte[] value) {
        varint(((long) field << 3) | BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** Text, as UTF-8. */
    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufWriter texts(int field, List<String> values) {
        values.forEach(value -> text(field, value));
        return this;
    }

    /** A nested message. */
    public ProtobufWriter message(int field, ProtobufWriter message) {
        return bytes(field, message.toBytes());
    }

    ProtobufWriter packed(int field, int[] values) {
        ProtobufWriter packed = new ProtobufWriter();
        for (int value : values) {
            packed.varint(value);
        }
        return message(field, packed);
    }

    /** The message so far. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
