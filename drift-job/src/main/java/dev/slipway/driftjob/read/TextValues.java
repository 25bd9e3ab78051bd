package dev.slipway.driftjob.read;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Numbers, truth values and times from text, without objects where the text is of the usual form. */
final class TextValues {
    /** What a parser says of a text that it cannot read. No value has these bits. */
    static final double INVALID = Double.longBitsToDouble(0x7FF8_0000_DEAD_0001L);

    private static final long INVALID_BITS = 0x7FF8_0000_DEAD_0001L;
    private static final int LONGEST_MISSING = 4;
    private static final double[] TENS = new double[23];
    private static final long MANTISSA_LIMIT = (1L << 53) / 10;

    static {
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = Double.parseDouble("1e" + i);
        }
    }

    private TextValues() {}

    static boolean invalid(double value) {
        return Double.doubleToRawLongBits(value) == INVALID_BITS;
    }

    /** A decimal number; exact as {@link Double#parseDouble}: both its parts are exact, so one rounding remains. */
    static double number(byte[] b, int from, int to) {
        int at = from;
        boolean negative = at < to && b[at] == '-';
        at += negative ? 1 : 0;
        long mantissa = 0;
        int scale = 0;
        boolean digits = false;
        boolean point = false;
        for (; at < to; at++) {
            int c = b[at];
            if (c >= '0' && c <= '9' && mantissa < MANTISSA_LIMIT) {
                mantissa = 10 * mantissa + c - '0';
                scale += point ? 1 : 0;
                digits = true;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                return slowNumber(b, from, to);
            }
        }
        if (!digits || scale >= TENS.length) {
            return slowNumber(b, from, to);
        }
        double value = mantissa / TENS[scale];
        return negative ? -value : value;
    }

    private static double slowNumber(byte[] b, int from, int to) {
        String text = new String(b, from, to - from, StandardCharsets.ISO_8859_1).strip();
        switch (text) {
            case "inf", "Inf", "+inf", "Infinity", "+Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-Inf", "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "nan", "NaN", "NAN" -> {
                return Double.NaN;
            }
            default -> {
                if (text.isEmpty() || !isNumberEnd(text.charAt(text.length() - 1))) {
                    return INVALID;
                }
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return INVALID;
        }
    }

    /** Java would read 1f and 1d as numbers. */
    private static boolean isNumberEnd(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /** Whether a text that is no value of another type says that there is none, as pandas, R and databases write it. */
    static boolean missing(byte[] b, int from, int to) {
        if (to - from > LONGEST_MISSING) {
            return false;
        }
        return switch (new String(b, from, to - from, StandardCharsets.ISO_8859_1)) {
            case "", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "None", "NaN", "nan", "NaT", "\\N" -> true;
            default -> false;
        };
    }

    /** 1 for true, 0 for false. */
    static double truth(byte[] b, int from, int to) {
        String text = new String(b, from, Math.min(5, to - from), StandardCharsets.ISO_8859_1);
        return switch (to - from > 5 ? "" : text) {
            case "true", "True", "TRUE", "t" -> 1;
            case "false", "False", "FALSE", "f" -> 0;
            default -> INVALID;
        };
    }

    /** ISO 8601 date, or date and time with fraction and zone (none: UTC), as seconds since 1970. */
    static double time(byte[] b, int from, int to) {
        int length = to - from;
        if (length < 10 || b[from + 4] != '-' || b[from + 7] != '-') {
            return INVALID;
        }
        int year = digits(b, from, 4);
        int month = digits(b, from + 5, 2);
        int day = digits(b, from + 8, 2);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
            return INVALID;
        }
        if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return INVALID;
        }
        double seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400.0;
        if (length == 10) {
            return seconds;
        }
        double ofDay = timeOfDay(b, from + 10, to);
        return Double.isNaN(ofDay) ? INVALID : seconds + ofDay;
    }

    private static double timeOfDay(byte[] b, int from, int to) {
        if (to - from < 9 || (b[from] != 'T' && b[from] != ' ') || b[from + 3] != ':' || b[from + 6] != ':') {
            return INVALID;
        }
        int hour = digits(b, from + 1, 2);
        int minute = digits(b, from + 4, 2);
        int second = digits(b, from + 7, 2);
        if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return INVALID;
        }
        int at = from + 9;
        double fraction = 0;
        if (at < to && b[at] == '.') {
            int end = at + 1;
            while (end < to && b[end] >= '0' && b[end] <= '9') {
                end++;
            }
            fraction = number(b, at, end);
            at = end;
        }
        return 3600.0 * hour + 60.0 * minute + second + fraction - zone(b, at, to);
    }

    private static double zone(byte[] b, int from, int to) {
        if (from == to || (to - from == 1 && b[from] == 'Z')) {
            return 0;
        }
        int hour = to - from < 3 ? -1 : digits(b, from + 1, 2);
        int minute = to - from < 5 ? 0 : digits(b, to - 2, 2);
        if (hour < 0 || minute < 0 || (b[from] != '+' && b[from] != '-')) {
            return INVALID;
        }
        return (b[from] == '-' ? -1 : 1) * (3600.0 * hour + 60.0 * minute);
    }

    private static int digits(byte[] b, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return -1;
            }
            value = 10 * value + b[i] - '0';
        }
        return value;
    }
}
