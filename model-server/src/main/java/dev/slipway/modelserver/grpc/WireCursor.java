package dev.slipway.modelserver.grpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks a protobuf message where it lies, field by field, without objects. Accepts and refuses what protobuf's own Java
 * parser accepts and refuses. Format: protobuf.dev/programming-guides/encoding.
 */
final class WireCursor {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int DEEPEST = 100;

    private final ByteBuffer bytes;
    private int position;
    private int end;
    private int tag;

    /** A cursor over a whole buffer, from its position to its limit. */
    WireCursor(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.end = this.bytes.limit();
    }

    /** Number of a field and how its value is written, as one number. */
    static int tag(int field, int wireType) {
        return (field << 3) | wireType;
    }

    /** Looks at another part of the same bytes. */
    void enter(int start, int stop) {
        position = start;
        end = stop;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    /** Moves to the next field and gives its tag; 0 at the end of the message. */
    int next() throws MalformedMessageException {
        if (position == end) {
            return 0;
        }
        tag = (int) varint();
        if (tag >>> 3 == 0) {
            throw new MalformedMessageException("a field has the number 0");
        }
        if ((tag & 7) > FIXED32) {
            throw new MalformedMessageException("a field has the unknown wire type " + (tag & 7));
        }
        return tag;
    }

    long varint() throws MalformedMessageException {
        int at = position;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw cut();
            }
            byte current = bytes.get(at++);
            value |= (long) (current & 0x7f) << shift;
            if (current >= 0) {
                position = at;
                return value;
            }
        }
        throw new MalformedMessageException("a number is longer than 10 bytes");
    }

    int fixed32() throws MalformedMessageException {
        return bytes.getInt(take(Integer.BYTES));
    }

    long fixed64() throws MalformedMessageException {
        return bytes.getLong(take(Long.BYTES));
    }

    /** Passes a length-delimited value; its bytes end at the new position, and begin at what is given back. */
    int block() throws MalformedMessageException {
        long length = varint();
        int size = (int) length;
        // Protobuf reads lengths as 32 bits.
        if (size < 0) {
            throw new MalformedMessageException("a field has a negative length");
        }
        return take(size);
    }

    /** Passes a value of any kind. */
    void skip() throws MalformedMessageException {
        skip(DEEPEST);
    }

    private void skip(int deepest) throws MalformedMessageException {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case BYTES -> block();
            case FIXED32 -> take(Integer.BYTES);
            case START_GROUP -> skipGroup(deepest - 1);
            default -> throw new MalformedMessageException("a group ends that did not begin");
        }
    }

    private void skipGroup(int deepest) throws MalformedMessageException {
        if (deepest == 0) {
            throw new MalformedMessageException("groups are nested deeper than " + DEEPEST);
        }
        int field = tag >>> 3;
        while (next() != 0) {
            if ((tag & 7) == END_GROUP) {
                if (tag >>> 3 != field) {
                    throw new MalformedMessageException("a group ends with another number than it began with");
                }
                return;
            }
            skip(deepest);
        }
        throw cut();
    }

    private int take(int size) throws MalformedMessageException {
        int start = position;
        if (size > end - start) {
            throw cut();
        }
        position = start + size;
        return start;
    }

    /** A part of the bytes as a buffer of its own; little-endian, over the same memory. */
    ByteBuffer slice(int start, int stop) {
        return bytes.slice(start, stop - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean equal(int start, int stop, byte[] expected) {
        if (stop - start != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes.get(start + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** A string field; protobuf refuses one that is no UTF-8. */
    String text(int start, int stop) throws MalformedMessageException {
        try {
            return start == stop
                    ? ""
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(slice(start, stop))
                            .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("a text is not UTF-8");
        }
    }

    private static MalformedMessageException cut() {
        return new MalformedMessageException("it ends in the middle of a field");
    }
}
