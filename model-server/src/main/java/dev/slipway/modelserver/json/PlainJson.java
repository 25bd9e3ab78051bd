package dev.slipway.modelserver.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks a JSON document that looks as documents mostly do, in one pass over its bytes. It knows a part of JSON: strings
 * of printable ASCII without escapes, numbers of ordinary length. Whatever else it meets, right or wrong, is
 * {@link UnusualException}: the complete reader starts over and alone decides what is an error and how it is told.
 */
public final class PlainJson {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int end;
    private final PlainNumber number;
    private int position;

    /** A document of the first {@code length} bytes. */
    public PlainJson(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
        this.number = new PlainNumber(bytes, length);
    }

    /** A field name, with its quotes, to compare documents with. */
    public static byte[] name(String name) {
        return ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
    }

    /** Leaves a document that is not so to the complete reader. */
    public static void require(boolean usual) throws UnusualException {
        if (!usual) {
            throw UnusualException.unusual();
        }
    }

    /** Steps over this character, which must come next. */
    public void expect(char wanted) throws UnusualException {
        if (!accept(wanted)) {
            throw UnusualException.unusual();
        }
    }

    /** Steps over this character if it comes next. */
    public boolean accept(char wanted) {
        if (next() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /** Steps over this field name and its colon if it comes next. */
    public boolean field(byte[] name) throws UnusualException {
        int after = afterSpace() + name.length;
        if (after > end || !Arrays.equals(bytes, position, after, name, 0, name.length)) {
            return false;
        }
        position = after;
        expect(':');
        return true;
    }

    /** Whether another field or element follows; else steps over the closing character. */
    public boolean more(char close) throws UnusualException {
        if (accept(',')) {
            return true;
        }
        expect(close);
        return false;
    }

    /** A string. */
    public String string() throws UnusualException {
        expect('"');
        int start = position;
        for (int i = start; i < end; i++) {
            byte c = bytes[i];
            if (c == '"') {
                position = i + 1;
                return new String(bytes, start, i - start, StandardCharsets.ISO_8859_1);
            }
            if (c < ' ' || c == '\\' || c == 0x7f) {
                break;
            }
        }
        throw UnusualException.unusual();
    }

    /** A whole number from 0 to the largest {@code int}. */
    public int whole() throws UnusualException {
        long value = nextLong();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw UnusualException.unusual();
        }
        return (int) value;
    }

    /** A boolean. */
    public boolean bool() throws UnusualException {
        boolean value = next() == 't';
        byte[] word = value ? TRUE : FALSE;
        int after = position + word.length;
        if (after > end || !Arrays.equals(bytes, position, after, word, 0, word.length)) {
            throw UnusualException.unusual();
        }
        position = after;
        return value;
    }

    /** Nothing may follow. */
    public void end() throws UnusualException {
        if (afterSpace() != end) {
            throw UnusualException.unusual();
        }
    }

    float nextFloat() throws UnusualException {
        float value = number.toFloat(afterSpace());
        position = number.after();
        return value;
    }

    double nextDouble() throws UnusualException {
        double value = number.toDouble(afterSpace());
        position = number.after();
        return value;
    }

    long nextLong() throws UnusualException {
        long value = number.whole(afterSpace());
        position = number.after();
        return value;
    }

    private int next() {
        int at = afterSpace();
        return at < end ? bytes[at] : -1;
    }

    private int afterSpace() {
        int i = position;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
            i++;
        }
        position = i;
        return i;
    }
}
