package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.MalformedValueException;
import dev.slipway.featureserver.codec.Wire;
import dev.slipway.featureserver.codec.WireReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Fields of protobuf messages that come with requests. */
final class ProtoFields {
    private ProtoFields() {}

    /**
     * One entry of a map.
     *
     * @param key its name
     * @param value its value: a message, or UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, compared never.
    record Entry(String key, byte[] value) {}

    /** A delimited field that is text. */
    static String text(WireReader in) {
        return text(bytes(in));
    }

    static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedValueException("a text is no UTF-8");
        }
    }

    /** A delimited field that is an entry of a map whose keys are text. */
    static Entry entry(WireReader in) {
        int end = end(in);
        String key = "";
        byte[] value = new byte[0];
        while (in.position() < end) {
            int tag = (int) in.varint();
            if (tag == (1 << 3 | Wire.DELIMITED)) {
                key = text(in);
            } else if (tag == (2 << 3 | Wire.DELIMITED)) {
                value = bytes(in);
            } else {
                in.skip(tag & 7);
            }
        }
        if (in.position() != end) {
            throw new MalformedValueException("an entry of a map is cut off");
        }
        return new Entry(key, value);
    }

    /** Where a delimited field that begins here ends. */
    static int end(WireReader in) {
        int length = in.delimited();
        return in.position() + length;
    }

    private static byte[] bytes(WireReader in) {
        int end = end(in);
        byte[] bytes = Arrays.copyOfRange(in.array(), in.position(), end);
        in.position(end);
        return bytes;
    }
}
