package dev.slipway.driftjob.profile;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles without rounding, so that sums of parts add up to the bit in any order. Radford Neal's small
 * superaccumulator: 32 bits of the sum in each 64-bit chunk, carries settled every {@value #MAX_PENDING} additions.
 */
public final class ExactSum {
    /** Chunks that cover the range of double. */
    public static final int CHUNKS = 68;

    private static final int MAX_PENDING = 1000;
    private static final int LOWEST_EXPONENT = -1074;
    private static final long MANTISSA = (1L << 52) - 1;
    private static final long LOW = 0xFFFF_FFFFL;

    private final long[] chunks = new long[CHUNKS];
    private int pending;

    /** Adds a finite value. */
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        long mantissa = bits & MANTISSA;
        if (exponent == 0) {
            exponent = 1;
        } else {
            mantissa |= MANTISSA + 1;
        }
        int place = exponent - 1;
        int shift = place & 31;
        int chunk = place >>> 5;
        long low = (mantissa << shift) & LOW;
        long high = mantissa >>> (32 - shift);
        if (bits < 0) {
            chunks[chunk] -= low;
            chunks[chunk + 1] -= high;
        } else {
            chunks[chunk] += low;
            chunks[chunk + 1] += high;
        }
        if (++pending == MAX_PENDING) {
            settle();
        }
    }

    /** Adds value * 2^(place - 1074). */
    void addScaled(long value, int place) {
        int shift = place & 31;
        int chunk = place >>> 5;
        long size = Math.abs(value);
        long low = (size << shift) & LOW;
        long middle = (size >>> (32 - shift)) & LOW;
        long high = shift == 0 ? 0 : size >>> (64 - shift);
        int sign = value < 0 ? -1 : 1;
        chunks[chunk] += sign * low;
        chunks[chunk + 1] += sign * middle;
        chunks[chunk + 2] += sign * high;
        if (++pending == MAX_PENDING) {
            settle();
        }
    }

    public void add(ExactSum other) {
        settle();
        other.settle();
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] += other.chunks[i];
        }
        settle();
    }

    /** The sum, rounded once to the nearest double. */
    public double value() {
        settle();
        BigInteger sum = BigInteger.ZERO;
        for (int i = CHUNKS - 1; i >= 0; i--) {
            sum = sum.shiftLeft(32).add(BigInteger.valueOf(chunks[i]));
        }
        BigInteger size = sum.abs();
        int dropped = Math.max(0, size.bitLength() - 62);
        long top = size.shiftRight(dropped).longValue();
        if (dropped > 0 && size.getLowestSetBit() < dropped) {
            top |= 1;
        }
        return sum.signum() * Math.scalb((double) top, dropped + LOWEST_EXPONENT);
    }

    /** The one form of a sum: every chunk but the last from 0 to 2^32 - 1. */
    public long[] toChunks() {
        settle();
        return chunks.clone();
    }

    public static ExactSum ofChunks(long[] chunks) {
        ExactSum sum = new ExactSum();
        System.arraycopy(chunks, 0, sum.chunks, 0, CHUNKS);
        sum.settle();
        return sum;
    }

    private void settle() {
        pending = 0;
        long carry = 0;
        for (int i = 0; i < CHUNKS - 1; i++) {
            long chunk = chunks[i] + carry;
            chunks[i] = chunk & LOW;
            carry = chunk >> 32;
        }
        chunks[CHUNKS - 1] += carry;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum && Arrays.equals(toChunks(), sum.toChunks());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toChunks());
    }
}
