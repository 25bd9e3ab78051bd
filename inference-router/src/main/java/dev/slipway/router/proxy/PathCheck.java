package dev.slipway.router.proxy;

import dev.slipway.router.wire.Head;

/**
 * Paths that a server behind the router might read in another way than the router are refused: dot segments, also encoded
 * ones, encoded slashes and NULs, backslashes, broken escapes, and anything that does not begin with a slash.
 */
final class PathCheck {
    private PathCheck() {}

    /** Whether the path can be trusted to mean the same to everybody. */
    static boolean plain(Head head) {
        byte[] bytes = head.bytes();
        int end = head.pathEnd();
        int start = head.targetStart();
        if (start == end || bytes[start] != '/') {
            return false;
        }
        int segment = start + 1;
        int at = segment;
        while (at < end) {
            byte b = bytes[at];
            if (b == '/') {
                if (dots(bytes, segment, at)) {
                    return false;
                }
                segment = at + 1;
            } else if (b == '\\' || b == '#' || (b == '%' && !escape(bytes, at, end))) {
                return false;
            }
            at++;
        }
        return !dots(bytes, segment, end);
    }

    /** An escape of two digits that stands for no slash, backslash, dot, percent or control character. */
    private static boolean escape(byte[] bytes, int at, int end) {
        if (at + 2 >= end) {
            return false;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        int value = high * 16 + low;
        return high >= 0
                && low >= 0
                && value >= ' '
                && value != '/'
                && value != '\\'
                && value != '.'
                && value != '%'
                && value != 0x7f;
    }

    private static boolean dots(byte[] bytes, int from, int to) {
        int length = to - from;
        return (length == 1 && bytes[from] == '.') || (length == 2 && bytes[from] == '.' && bytes[from + 1] == '.');
    }
}
