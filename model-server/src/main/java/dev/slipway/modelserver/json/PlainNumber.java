package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;

/**
 * One JSON number as digits and a power of ten, and from there the nearest {@code float} or {@code double}.
 *
 * <p>A double is exact where digits and power of ten are exact doubles themselves: one operation rounds once (W. D.
 * Clinger, "How to read floating point numbers accurately", 1990). A float is taken from a double that is off by less
 * than two of its last places: that rounds to the right float unless the double lies next to the middle between two
 * floats. What is not certain goes to the parser of Jackson, which the complete reader uses too.
 */
final class PlainNumber {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int MOST_DIGITS = 18;
    private static final int LONGEST = 64;
    private static final long EXACT = 1L << 53;
    private static final long BELOW_FLOAT = (1L << 29) - 1;
    private static final long MIDDLE = 1L << 28;
    private static final long DOUBT = 8;
    private static final double SMALLEST = 2 * Float.MIN_NORMAL;
    private static final double LARGEST = 3e38;

    private final byte[] bytes;
    private final int end;
    private int start;
    private int after;
    private int exponent;
    private boolean certain;
    private boolean integer;

    PlainNumber(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Where the number ends that was read last. */
    int after() {
        return after;
    }

    /** The number at an index, which has no fraction and no exponent. */
    long whole(int at) throws UnusualException {
        long digits = scan(at);
        if (!certain || !integer) {
            throw UnusualException.unusual();
        }
        return negative() ? -digits : digits;
    }

    /** The float nearest to the number at an index. */
    float toFloat(int at) throws UnusualException {
        long digits = scan(at);
        if (certain && digits == 0) {
            return negative() && !integer ? -0.0f : 0.0f;
        }
        if (certain && exponent >= -22 && exponent <= 22) {
            double near = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
            long rest = Double.doubleToRawLongBits(near) & BELOW_FLOAT;
            if (Math.abs(rest - MIDDLE) > DOUBT && near >= SMALLEST && near <= LARGEST) {
                return (float) (negative() ? -near : near);
            }
        }
        float value = NumberInput.parseFloat(text(), true);
        if (!Float.isFinite(value)) {
            throw UnusualException.unusual();
        }
        return value;
    }

    /** The double nearest to the number at an index. */
    double toDouble(int at) throws UnusualException {
        long digits = scan(at);
        if (certain && digits == 0) {
            return negative() && !integer ? -0.0 : 0.0;
        }
        if (certain && digits < EXACT && exponent >= -22 && exponent <= 22) {
            double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
            return negative() ? -value : value;
        }
        double value = NumberInput.parseDouble(text(), true);
        if (!Double.isFinite(value)) {
            throw UnusualException.unusual();
        }
        return value;
    }

    private boolean negative() {
        return bytes[start] == '-';
    }

    private String text() {
        return new String(bytes, start, after - start, StandardCharsets.ISO_8859_1);
    }

    /** The digits as one whole number; {@code certain} where none is lost. */
    private long scan(int at) throws UnusualException {
        start = at;
        int i = start < end && bytes[start] == '-' ? start + 1 : start;
        int first = i;
        long digits = 0;
        int digit = digit(i);
        if (digit == 0) {
            digit = digit(++i);
            if (digit >= 0) {
                throw UnusualException.unusual();
            }
        } else if (digit < 0) {
            throw UnusualException.unusual();
        }
        for (; digit >= 0; digit = digit(++i)) {
            digits = digits * 10 + digit;
        }
        exponent = 0;
        integer = true;
        if (i < end && bytes[i] == '.') {
            integer = false;
            int point = ++i;
            for (digit = digit(i); digit >= 0; digit = digit(++i)) {
                digits = digits * 10 + digit;
            }
            if (i == point) {
                throw UnusualException.unusual();
            }
            exponent = point - i;
        }
        certain = i - first <= MOST_DIGITS || significant(first, i) <= MOST_DIGITS;
        after = i < end && (bytes[i] | 0x20) == 'e' ? scanExponent(i + 1) : i;
        if (after - start > LONGEST || (integer && !certain)) {
            throw UnusualException.unusual();
        }
        return digits;
    }

    private int scanExponent(int from) throws UnusualException {
        integer = false;
        boolean minus = from < end && bytes[from] == '-';
        int first = minus || (from < end && bytes[from] == '+') ? from + 1 : from;
        int value = 0;
        int i = first;
        for (int digit = digit(i); digit >= 0; digit = digit(++i)) {
            value = Math.min(9999, value * 10 + digit);
        }
        if (i == first) {
            throw UnusualException.unusual();
        }
        exponent += minus ? -value : value;
        return i;
    }

    private int significant(int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == '0' || bytes[i] == '.')) {
            i++;
        }
        return to - i;
    }

    private int digit(int i) {
        if (i >= end) {
            return -1;
        }
        int value = bytes[i] - '0';
        return value >= 0 && value <= 9 ? value : -1;
    }
}
