package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.onnx.ProtobufReader.MalformedProtobufException;
import java.nio.charset.StandardCharsets;

/** The fields of one protobuf message in memory, one after the other, to change some and to copy the others unread. */
final class WireFields {
    private final byte[] bytes;
    private final int limit;
    private int start;
    private int position;
    private int field;
    private int wireType;
    private int valueStart;

    WireFields(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.limit = to;
    }

    boolean next() throws MalformedProtobufException {
        if (position == limit) {
            return false;
        }
        start = position;
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        switch (wireType) {
            case ProtobufReader.VARINT -> {
                valueStart = position;
                varint();
            }
            case ProtobufReader.BYTES -> {
                long length = varint();
                valueStart = position;
                skip(length);
            }
            case 1 -> fixed(8);
            case 5 -> fixed(4);
            default -> throw new MalformedProtobufException("wire type " + wireType + " is unknown");
        }
        return true;
    }

    /** The number of the field. */
    int field() {
        return field;
    }

    /** The value as a nested message. */
    WireFields message() throws MalformedProtobufException {
        expect(ProtobufReader.BYTES);
        return new WireFields(bytes, valueStart, position);
    }

    /** The value as text. */
    String text() throws MalformedProtobufException {
        expect(ProtobufReader.BYTES);
        return new String(bytes, valueStart, position - valueStart, StandardCharsets.UTF_8);
    }

    /** The value as a number. */
    long number() throws MalformedProtobufException {
        expect(ProtobufReader.VARINT);
        int end = position;
        position = valueStart;
        long value = varint();
        position = end;
        return value;
    }

    /** Copies the whole field as it stands. */
    void copyTo(WireWriter out) {
        out.copy(bytes, start, position);
    }

    private void expect(int type) throws MalformedProtobufException {
        if (wireType != type) {
            throw new MalformedProtobufException("field " + field + " has wire type " + wireType + ", not " + type);
        }
    }

    private void fixed(int size) throws MalformedProtobufException {
        valueStart = position;
        skip(size);
    }

    private void skip(long length) throws MalformedProtobufException {
        if (length < 0 || length > limit - position) {
            throw new MalformedProtobufException("a field is longer than its message");
        }
        position += (int) length;
    }

    private long varint() throws MalformedProtobufException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == limit) {
                throw new MalformedProtobufException("a number reaches beyond its message");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedProtobufException("a number is longer than 10 bytes");
    }
}
