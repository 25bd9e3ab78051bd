package dev.slipway.modelserver.json;

import java.io.IOException;
import java.math.BigDecimal;

/**
 * A decimal number to the nearest number of 16 bits, ties to even, rounded once (IEEE 754, 4.3.1). The way over a float
 * rounds twice: 1.000488281250001 becomes the middle between two halves first, and then the lower of them.
 */
enum HalfRounding {
    /** IEEE 754 binary16: 10 bits of fraction, exponents from -14. */
    FP16(10, -14),
    /** The upper half of a float: 7 bits of fraction, exponents from -126. */
    BF16(7, -126);

    private final int fraction;
    private final int smallest;

    HalfRounding(int fraction, int smallest) {
        this.fraction = fraction;
        this.smallest = smallest;
    }

    /**
     * The nearest number of the type, which a float holds exactly; beyond the type's range, some number or infinity that is
     * beyond it too.
     *
     * @param value the double nearest to the number, or NaN or an infinity
     * @param text the number itself, which decides where the double lies in the middle
     */
    float nearest(double value, Text text) throws IOException {
        int exponent = Math.max(Math.getExponent(value), smallest) - fraction;
        double steps = Math.scalb(value, -exponent);
        double even = Math.rint(steps);
        if (Math.abs(steps - even) == 0.5) {
            int side = new BigDecimal(text.get()).compareTo(new BigDecimal(value));
            even = side == 0 ? even : side < 0 ? Math.floor(steps) : Math.ceil(steps);
        }
        return (float) Math.scalb(even, exponent);
    }

    /** The digits of a number, made only where they are needed. */
    interface Text {
        /** As they stand in the document. */
        String get() throws IOException;
    }
}
