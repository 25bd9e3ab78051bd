package dev.slipway.router.audit;

import dev.slipway.router.wire.HeadWriter;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of JSON as bytes, in an array that is used again and again: most of what a record says is plain ASCII. */
final class AuditLines {
    private static final byte[] HEX = HeadWriter.ascii("0123456789abcdef");
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[1 << 16];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Empty again. */
    void clear() {
        length = 0;
    }

    /** What is written, on its own. */
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** These bytes. */
    AuditLines add(byte[] ascii) {
        ensure(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** Decimal digits. */
    AuditLines add(long number) {
        if (number < 0) {
            return add(HeadWriter.ascii(Long.toString(number)));
        }
        ensure(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A string of JSON, quotes included. */
    AuditLines quote(String text) {
        int n = text.length();
        ensure(n + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                return add(JsonText.quote(text).getBytes(StandardCharsets.UTF_8));
            }
            bytes[at++] = (byte) c;
        }
        bytes[at++] = '"';
        length = at;
        return this;
    }

    /** A string of hexadecimal digits, quotes included. */
    AuditLines hex(byte[] hash) {
        ensure(2 * hash.length + 2);
        int at = length;
        bytes[at++] = '"';
        for (byte b : hash) {
            bytes[at++] = HEX[b >> 4 & 15];
            bytes[at++] = HEX[b & 15];
        }
        bytes[at++] = '"';
        length = at;
        return this;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
