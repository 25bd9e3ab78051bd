package dev.slipway.featureserver.http;

import org.jspecify.annotations.Nullable;

/** Where and why Python's {@code json} gives up on a text, in its own words (CPython 3.11). Feast's server answers with them. */
final class PythonJson {
    private final String text;
    private @Nullable Problem problem;

    /**
     * What is wrong.
     *
     * @param position in code points
     * @param words as Python says it
     */
    record Problem(int position, String words) {}

    private PythonJson(String text) {
        this.text = text;
    }

    /** The first thing that Python minds, or null. */
    static @Nullable Problem check(String text) {
        PythonJson scanner = new PythonJson(text);
        int end = scanner.space(scanner.value(scanner.space(0)));
        if (scanner.problem == null && end < text.length()) {
            scanner.fail(end, "Extra data");
        }
        return scanner.problem;
    }

    /** One behind the value at {@code at}; the end of the text after a problem, which ends every loop. */
    private int value(int at) {
        return switch (look(at)) {
            case '"' -> string(at);
            case '{' -> object(at + 1);
            case '[' -> array(at + 1);
            case 'n' -> word(at, "null");
            case 't' -> word(at, "true");
            case 'f' -> word(at, "false");
            case 'N' -> word(at, "NaN");
            case 'I' -> word(at, "Infinity");
            default -> text.startsWith("-Infinity", at) ? at + 9 : number(at);
        };
    }

    private int object(int from) {
        int at = space(from);
        if (look(at) == '}') {
            return at + 1;
        }
        while (problem == null) {
            if (look(at) != '"') {
                return fail(at, "Expecting property name enclosed in double quotes");
            }
            at = space(string(at));
            if (problem == null && look(at) != ':') {
                return fail(at, "Expecting ':' delimiter");
            }
            at = problem == null ? space(value(space(at + 1))) : at;
            if (problem == null && look(at) == '}') {
                return at + 1;
            }
            at = comma(at);
        }
        return at;
    }

    private int array(int from) {
        int at = space(from);
        if (look(at) == ']') {
            return at + 1;
        }
        while (problem == null) {
            at = space(value(at));
            if (problem == null && look(at) == ']') {
                return at + 1;
            }
            at = comma(at);
        }
        return at;
    }

    private int comma(int at) {
        if (problem != null) {
            return at;
        }
        return look(at) == ',' ? space(at + 1) : fail(at, "Expecting ',' delimiter");
    }

    private int string(int quote) {
        int at = quote + 1;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '"') {
                return at + 1;
            }
            if (next < 0x20) {
                return fail(at, "Invalid control character at");
            }
            if (next != '\\') {
                at++;
                continue;
            }
            char escaped = look(at + 1);
            if (escaped == 'u'
                    && !text.substring(Math.min(at + 2, text.length())).matches("(?s)\\p{XDigit}{4}.*")) {
                return fail(at + 1, "Invalid \\uXXXX escape");
            }
            if (escaped != 0 && "\"\\/bfnrtu".indexOf(escaped) < 0) {
                return fail(at, "Invalid \\escape");
            }
            at += 2;
        }
        return fail(quote, "Unterminated string starting at");
    }

    private int number(int from) {
        int at = look(from) == '-' ? from + 1 : from;
        int digits = digits(at);
        if (digits == at) {
            return fail(from, "Expecting value");
        }
        int end = look(at) == '0' ? at + 1 : digits;
        if (look(end) == '.' && digits(end + 1) > end + 1) {
            end = digits(end + 1);
        }
        if (look(end) == 'e' || look(end) == 'E') {
            int sign = look(end + 1) == '-' || look(end + 1) == '+' ? end + 2 : end + 1;
            end = digits(sign) > sign ? digits(sign) : end;
        }
        return end;
    }

    private int digits(int from) {
        int at = from;
        while (look(at) >= '0' && look(at) <= '9') {
            at++;
        }
        return at;
    }

    private int word(int at, String word) {
        return text.startsWith(word, at) ? at + word.length() : fail(at, "Expecting value");
    }

    private int space(int from) {
        int at = from;
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private char look(int at) {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private int fail(int at, String words) {
        if (problem == null) {
            problem = new Problem(text.codePointCount(0, Math.min(at, text.length())), words);
        }
        return text.length();
    }
}
