package dev.slipway.driftjob.profile;

/**
 * Sums of x - c and (x - c)^2 over blocks of values, exact as {@link ExactSum} and several times as fast: mantissas are added
 * by exponent (Neal's large superaccumulator), and a block's sums go into the small ones at its end. Scratch space, for one
 * thread.
 */
final class BlockSums {
    /** A mantissa has 53 bits; so many of them fit into 63. */
    static final int MOST = 1000;

    private static final long MANTISSA = (1L << 52) - 1;

    private final long[] first = new long[2048];
    private final long[] second = new long[2048];

    /** Adds values from one index on and before another, at most {@value #MOST}; all finite, their squares too. */
    void add(double[] values, int from, int to, double centre, ExactSum sum, ExactSum squares) {
        int least = 2047;
        int most = 0;
        int leastOfSquare = 2047;
        int mostOfSquare = 0;
        for (int i = from; i < to; i++) {
            double offset = values[i] - centre;
            long bits = Double.doubleToRawLongBits(offset);
            int exponent = (int) (bits >>> 52) & 0x7FF;
            long mantissa = (bits & MANTISSA) | (exponent == 0 ? 0 : MANTISSA + 1);
            long sign = bits >> 63;
            first[exponent] += (mantissa ^ sign) - sign;
            least = Math.min(least, exponent);
            most = Math.max(most, exponent);
            long square = Double.doubleToRawLongBits(offset * offset);
            int exponentOfSquare = (int) (square >>> 52);
            second[exponentOfSquare] += (square & MANTISSA) | (exponentOfSquare == 0 ? 0 : MANTISSA + 1);
            leastOfSquare = Math.min(leastOfSquare, exponentOfSquare);
            mostOfSquare = Math.max(mostOfSquare, exponentOfSquare);
        }
        settle(first, least, most, sum);
        settle(second, leastOfSquare, mostOfSquare, squares);
    }

    private static void settle(long[] byExponent, int from, int to, ExactSum sum) {
        for (int exponent = from; exponent <= to; exponent++) {
            if (byExponent[exponent] != 0) {
                sum.addScaled(byExponent[exponent], Math.max(1, exponent) - 1);
                byExponent[exponent] = 0;
            }
        }
    }
}
