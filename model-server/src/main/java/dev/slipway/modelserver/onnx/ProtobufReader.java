package dev.slipway.modelserver.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Reads the protobuf wire format field by field from a stream, keeping nothing but a position: a file of any size is
 * walked in constant memory. Format: protobuf.dev/programming-guides/encoding.
 */
final class ProtobufReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int MAX_STRING = 1 << 20;

    private final InputStream in;
    private long position;
    private int field;
    private int wireType;

    ProtobufReader(InputStream in) {
        this.in = in;
    }

    long position() {
        return position;
    }

    int field() {
        return field;
    }

    /** Moves to the next field before {@code end}; false when the message ends there. */
    boolean nextField(long end) throws IOException {
        if (position >= end) {
            if (position > end) {
                throw new MalformedProtobufException("a field reaches beyond its message");
            }
            return false;
        }
        int first = in.read();
        if (first < 0) {
            if (end == Long.MAX_VALUE) {
                return false;
            }
            throw new EOFException();
        }
        position++;
        long tag = varint(first);
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw new MalformedProtobufException("a field has the number 0 or one that is too large");
        }
        return true;
    }

    long varint() throws IOException {
        expect(VARINT);
        return varint(readByte());
    }

    /** Numbers of a repeated field, packed into one or standing alone. */
    void varints(long end, LongConsumer each) throws IOException {
        if (wireType == VARINT) {
            each.accept(varint());
            return;
        }
        long stop = message(end);
        while (position < stop) {
            each.accept(varint(readByte()));
        }
    }

    /** The end position of the length-delimited field that starts here. */
    long message(long end) throws IOException {
        expect(BYTES);
        long length = varint(readByte());
        if (length < 0 || (end != Long.MAX_VALUE && length > end - position)) {
            throw new MalformedProtobufException("a field is longer than its message");
        }
        return position + length;
    }

    String string(long end) throws IOException {
        long stop = message(end);
        long length = stop - position;
        if (length > MAX_STRING) {
            throw new MalformedProtobufException("a name is longer than 1 MiB");
        }
        byte[] bytes = in.readNBytes((int) length);
        position += bytes.length;
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skip(long end) throws IOException {
        switch (wireType) {
            case VARINT -> varint(readByte());
            case FIXED64 -> advance(8);
            case BYTES -> advance(message(end) - position);
            case FIXED32 -> advance(4);
            default -> throw new MalformedProtobufException("wire type " + wireType + " is unknown");
        }
    }

    private void expect(int type) throws MalformedProtobufException {
        if (wireType != type) {
            throw new MalformedProtobufException("field " + field + " has wire type " + wireType + ", not " + type);
        }
    }

    private void advance(long bytes) throws IOException {
        in.skipNBytes(bytes);
        position += bytes;
    }

    private int readByte() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        position++;
        return value;
    }

    private long varint(int first) throws IOException {
        long value = first & 0x7f;
        int current = first;
        for (int shift = 7; (current & 0x80) != 0; shift += 7) {
            if (shift > 63) {
                throw new MalformedProtobufException("a number is longer than 10 bytes");
            }
            current = readByte();
            value |= (long) (current & 0x7f) << shift;
        }
        return value;
    }

    /** Bytes that cannot be protobuf, whatever follows. */
    static final class MalformedProtobufException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedProtobufException(String message) {
            super(message);
        }
    }
}
