package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** RESP2, the protocol of Redis: commands out of byte arrays, and the ends of replies in a buffer that is still filling. */
public final class Resp {
    /** A reply, or a part of it, is not whole yet. */
    public static final int INCOMPLETE = -1;

    private static final byte[] LINE = {'\r', '\n'};

    private Resp() {}

    /** Appends a command of texts. */
    public static void command(ByteSink out, String... words) {
        begin(out, words.length);
        for (String word : words) {
            argument(out, word.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Begins a command of so many words. */
    public static void begin(ByteSink out, int words) {
        out.put('*');
        out.decimal(words);
        out.put(LINE);
    }

    /** One more word. */
    public static void argument(ByteSink out, byte[] word) {
        argument(out, word, 0, word.length);
    }

    /** One more word. */
    public static void argument(ByteSink out, byte[] word, int offset, int length) {
        out.put('$');
        out.decimal(length);
        out.put(LINE);
        out.put(word, offset, length);
        out.put(LINE);
    }

    /** One behind the reply that begins at {@code from}, or {@link #INCOMPLETE}. */
    public static int end(byte[] buffer, int from, int to) {
        int at = from;
        for (long open = 1; open > 0; open--) {
            int content = lineEnd(buffer, at, to);
            if (content == INCOMPLETE) {
                return INCOMPLETE;
            }
            switch (buffer[at]) {
                case '+', '-', ':' -> at = content;
                case '$' -> {
                    int length = number(buffer, at + 1);
                    at = length < 0 ? content : content + length + 2;
                    if (at > to) {
                        return INCOMPLETE;
                    }
                }
                case '*' -> {
                    open += Math.max(0, number(buffer, at + 1));
                    at = content;
                }
                default -> throw new IllegalStateException("a reply begins with byte " + buffer[at]);
            }
        }
        return at;
    }

    /** One behind the line that begins at {@code at}. */
    public static int lineEnd(byte[] buffer, int at, int to) {
        for (int i = at; i + 1 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i + 2;
            }
        }
        return INCOMPLETE;
    }

    /** The number that begins at {@code at} and ends with its line. */
    public static int number(byte[] buffer, int at) {
        boolean negative = buffer[at] == '-';
        int value = 0;
        for (int i = negative ? at + 1 : at; buffer[i] != '\r'; i++) {
            value = value * 10 + (buffer[i] - '0');
        }
        return negative ? -value : value;
    }

    /** Whether the reply at {@code from} is an error. */
    public static boolean isError(byte[] buffer, int from) {
        return buffer[from] == '-';
    }

    /** The text of a simple string, an error, a number or a bulk string; empty for nil. */
    public static String text(byte[] buffer, int from, int to) {
        if (buffer[from] != '$') {
            return new String(Arrays.copyOfRange(buffer, from + 1, to - 2), StandardCharsets.UTF_8);
        }
        int length = number(buffer, from + 1);
        int at = lineEnd(buffer, from, to);
        return length < 0 ? "" : new String(buffer, at, length, StandardCharsets.UTF_8);
    }
}
