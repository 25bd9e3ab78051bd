package dev.slipway.featureserver.codec;

/** Text as JSON, from UTF-8 to UTF-8. */
public final class JsonStrings {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private JsonStrings() {}

    /** Writes the string with its quotes; refuses what is no UTF-8. */
    public static void write(ByteSink out, byte[] utf8, int offset, int length) {
        out.ensure(length + 2);
        out.put('"');
        int end = offset + length;
        int at = offset;
        while (at < end) {
            byte next = utf8[at];
            if (next >= 0x20 && next != '"' && next != '\\') {
                out.put(next);
                at++;
            } else if (next >= 0) {
                escape(out, next);
                at++;
            } else {
                int width = width(utf8, at, end);
                out.put(utf8, at, width);
                at += width;
            }
        }
        out.put('"');
    }

    /** Refuses what is no UTF-8. */
    static void check(byte[] utf8, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            at += utf8[at] >= 0 ? 1 : width(utf8, at, end);
        }
    }

    private static void escape(ByteSink out, byte character) {
        out.put('\\');
        switch (character) {
            case '"', '\\' -> out.put(character);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            case '\b' -> out.put('b');
            case '\f' -> out.put('f');
            default -> {
                out.ascii("u00");
                out.put(HEX[character >> 4]);
                out.put(HEX[character & 15]);
            }
        }
    }

    private static int width(byte[] utf8, int at, int end) {
        int lead = utf8[at] & 0xff;
        int width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + width > end) {
            throw new MalformedValueException("the text is no UTF-8");
        }
        int point = lead & (0x7f >> width);
        for (int i = 1; i < width; i++) {
            if ((utf8[at + i] & 0xc0) != 0x80) {
                throw new MalformedValueException("the text is no UTF-8");
            }
            point = (point << 6) | (utf8[at + i] & 0x3f);
        }
        boolean longer = (width == 3 && point < 0x800) || (width == 4 && (point < 0x10000 || point > 0x10ffff));
        if (longer || (point >= 0xd800 && point <= 0xdfff)) {
            throw new MalformedValueException("the text is no UTF-8");
        }
        return width;
    }
}
