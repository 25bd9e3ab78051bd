package dev.slipway.router.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The header fields of a head: where in its bytes their names and values are. */
public abstract sealed class HeadFields permits Head {
    /** The most bytes of a head. */
    public static final int MAX_BYTES = 16 << 10;

    /** The most fields of a head. */
    public static final int MAX_FIELDS = 100;

    byte[] bytes = new byte[1024];
    int length;
    private int[] places = new int[4 * 16];
    private FieldKind[] kinds = new FieldKind[16];
    private int count;

    /** None. */
    final void clearFields() {
        length = 0;
        count = 0;
    }

    final void copyFields(HeadFields from) {
        bytes = Arrays.copyOf(from.bytes, from.length);
        length = from.length;
        places = Arrays.copyOf(from.places, Math.max(4, from.count * 4));
        kinds = Arrays.copyOf(from.kinds, Math.max(1, from.count));
        count = from.count;
    }

    void field(int nameStart, int nameEnd, int valueStart, int valueEnd) throws MalformedException {
        if (count == MAX_FIELDS) {
            throw new MalformedException(431, "more than " + MAX_FIELDS + " header fields");
        }
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            places = Arrays.copyOf(places, count * 8);
        }
        int at = count * 4;
        places[at] = nameStart;
        places[at + 1] = nameEnd;
        places[at + 2] = valueStart;
        places[at + 3] = valueEnd;
        kinds[count++] = FieldKind.of(bytes, nameStart, nameEnd);
    }

    /** Adds a field that did not come as text; its bytes are checked as if it had. */
    public void add(CharSequence name, CharSequence value) throws MalformedException {
        int nameStart = length;
        append(name);
        int valueStart = length;
        append(value);
        if (length > MAX_BYTES) {
            throw new MalformedException(431, "a head of more than " + MAX_BYTES + " bytes");
        }
        HeadParser.checkName(bytes, nameStart, valueStart);
        HeadParser.checkValue(bytes, valueStart, length);
        field(nameStart, valueStart, valueStart, length);
    }

    final void append(CharSequence text) {
        int n = text.length();
        ensure(length + n);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            bytes[length + i] = c > 0xFF ? 0 : (byte) c;
        }
        length += n;
    }

    void ensure(int wanted) {
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
        }
    }

    /** The bytes that all places point into. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many fields there are. */
    public int fields() {
        return count;
    }

    /** What field {@code i} is. */
    public FieldKind kind(int i) {
        return kinds[i];
    }

    void kind(int i, FieldKind kind) {
        kinds[i] = kind;
    }

    /** Where the name of field {@code i} begins. */
    public int nameStart(int i) {
        return places[i * 4];
    }

    /** Where it ends. */
    public int nameEnd(int i) {
        return places[i * 4 + 1];
    }

    /** Where the value of field {@code i} begins. */
    public int valueStart(int i) {
        return places[i * 4 + 2];
    }

    /** Where it ends. */
    public int valueEnd(int i) {
        return places[i * 4 + 3];
    }

    /** The first field of a kind; -1 for none. */
    public int find(FieldKind kind) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                return i;
            }
        }
        return -1;
    }

    /** Whether there are several fields of a kind. */
    public boolean repeated(FieldKind kind) {
        boolean seen = false;
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                if (seen) {
                    return true;
                }
                seen = true;
            }
        }
        return false;
    }

    /** The first value of a kind; null for none. */
    public @Nullable String value(FieldKind kind) {
        int i = find(kind);
        return i < 0 ? null : value(i);
    }

    /** The value of field {@code i}. */
    public String value(int i) {
        return text(valueStart(i), valueEnd(i));
    }

    /** The first field of a name in lower case; -1 for none. */
    public int find(byte[] lowerCaseName) {
        return find(lowerCaseName, 0);
    }

    /** The first field of a name in lower case, from field {@code from} on; -1 for none. */
    public int find(byte[] lowerCaseName, int from) {
        for (int i = from; i < count; i++) {
            if (nameEnd(i) - nameStart(i) == lowerCaseName.length
                    && FieldKind.matches(lowerCaseName, bytes, nameStart(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the value of field {@code i} begins with this. */
    public boolean valueBegins(int i, byte[] prefix) {
        int start = valueStart(i);
        return valueEnd(i) - start >= prefix.length
                && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
    }

    /** Whether the value of field {@code i} is this. */
    public boolean valueIs(int i, byte[] value) {
        return Arrays.equals(bytes, valueStart(i), valueEnd(i), value, 0, value.length);
    }

    /** The name of field {@code i} in lower case. */
    public String name(int i) {
        byte[] name = Arrays.copyOfRange(bytes, nameStart(i), nameEnd(i));
        for (int k = 0; k < name.length; k++) {
            if (name[k] >= 'A' && name[k] <= 'Z') {
                name[k] = (byte) (name[k] + 32);
            }
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    final String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
