package dev.slipway.featureserver.codec;

/** The shortest decimal that reads back as the same double. */
public final class Decimals {
    private static final double EXACT = 1e15;

    private Decimals() {}

    /** Writes a finite number as JSON. */
    public static void write(ByteSink out, double value) {
        if (Math.abs(value) < EXACT && value == Math.rint(value) && (value != 0 || 1 / value > 0)) {
            out.decimal((long) value);
            out.put('.');
            out.put('0');
            return;
        }
        out.ascii(Double.toString(value));
    }
}
