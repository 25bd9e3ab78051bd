package dev.slipway.modelserver.predictionlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request as it lies in the buffer: tensors as they came, so that the request's thread only copies memory.
 *
 * <p>Layout, in native order, each record padded to 8 bytes: size, state, rows, unused (4 bytes each); arrival in
 * microseconds since 1970 and latency in microseconds (8 bytes each); id, arm and entity, each as a length (-1 for
 * absent) and UTF-8; then one tensor for each logged input and output: element count (-1 for absent) and the elements,
 * texts each after their length.
 */
final class LogRecord {
    static final int STATE = 4;
    static final int VOID = 0;
    static final int WHOLE = 1;
    static final int ROWS = 8;
    static final int ARRIVAL = 16;
    static final int LATENCY = 24;
    static final int BODY = 32;
    static final int ABSENT = -1;

    private LogRecord() {}

    static int textSize(String text) {
        return Integer.BYTES + utf8Length(text);
    }

    /** A tensor of the request, of either kind. */
    static long tensorSize(ByteBuffer bytes, List<String> strings) {
        long size = (long) Integer.BYTES + bytes.remaining();
        for (int i = 0; i < strings.size(); i++) {
            size += textSize(strings.get(i));
        }
        return size;
    }

    static void putTensor(ByteBuffer into, int elements, ByteBuffer bytes, List<String> strings) {
        into.putInt(elements);
        if (bytes.hasRemaining()) {
            into.put(bytes);
        }
        for (int i = 0; i < strings.size(); i++) {
            putText(into, strings.get(i));
        }
    }

    static void putText(ByteBuffer into, String text) {
        if (isAscii(text)) {
            into.putInt(text.length());
            for (int i = 0; i < text.length(); i++) {
                into.put((byte) text.charAt(i));
            }
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            into.putInt(utf8.length);
            into.put(utf8);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of a text in UTF-8, where half of a surrogate pair becomes a question mark. */
    static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += Character.isSurrogate(c) ? 1 : 3;
            }
        }
        return length;
    }
}
