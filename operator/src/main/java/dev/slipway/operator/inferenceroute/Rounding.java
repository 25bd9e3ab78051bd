package dev.slipway.operator.inferenceroute;

/** Numbers that grow with the traffic, rounded down so that the status is not written with every request. */
final class Rounding {
    private static final long HUNDRED = 100;

    private Rounding() {}

    /** 0, or 1, 2 or 5 times a power of ten. */
    static long down125(long value) {
        return (long) down125((double) value);
    }

    /** Evidence below 1 is none. */
    static double down125(double value) {
        if (!(value >= 1)) {
            return 0;
        }
        var power = Math.pow(10, Math.floor(Math.log10(value)));
        var first = value / power;
        return (first >= 5 ? 5 : first >= 2 ? 2 : 1) * power;
    }

    /** Exact below a hundred; then the first two digits. */
    static long twoDigits(long value) {
        var unit = 1L;
        while (value / unit >= HUNDRED) {
            unit *= 10;
        }
        return value / unit * unit;
    }
}
