package dev.slipway.modelserver.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds a protobuf message from pieces; what is copied from elsewhere is copied once, at the end. */
final class WireWriter {
    private final List<ByteBuffer> parts = new ArrayList<>();
    private long length;

    /** A number. */
    WireWriter number(int field, long value) {
        add(ByteBuffer.wrap(concat(varint((long) field << 3 | ProtobufReader.VARINT), varint(value))));
        return this;
    }

    /** Text. */
    WireWriter text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(field, utf8.length);
        add(ByteBuffer.wrap(utf8));
        return this;
    }

    /** A nested message. */
    WireWriter message(int field, WireWriter inner) {
        head(field, inner.length);
        inner.parts.forEach(this::add);
        return this;
    }

    /** The fields of another message. */
    void append(WireWriter other) {
        other.parts.forEach(this::add);
    }

    /** Bytes that are whole fields already. */
    void copy(byte[] bytes, int from, int to) {
        add(ByteBuffer.wrap(bytes, from, to - from));
    }

    /** The message. */
    byte[] toByteArray() {
        byte[] all = new byte[Math.toIntExact(length)];
        ByteBuffer into = ByteBuffer.wrap(all);
        parts.forEach(part -> into.put(part.duplicate()));
        return all;
    }

    private void head(int field, long size) {
        add(ByteBuffer.wrap(concat(varint((long) field << 3 | ProtobufReader.BYTES), varint(size))));
    }

    private void add(ByteBuffer part) {
        parts.add(part);
        length += part.remaining();
    }

    private static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int count = 0;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[count++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[count++] = (byte) rest;
        return java.util.Arrays.copyOf(bytes, count);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
