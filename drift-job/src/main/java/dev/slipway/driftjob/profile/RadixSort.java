package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Sorts many numbers in linear time; few as the JDK does. No NaN. Three passes over 11 bits each bring the first 33 bits of
 * their range into order, and few neighbours are then left to be exchanged. Where many are, further passes sort by all bits.
 */
public final class RadixSort {
    private static final int FEW = 50_000;
    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;
    private static final int PASSES = 3;
    /** More exchanges for each number take longer than sorting by all bits. */
    private static final long EXCHANGES = 4;

    private RadixSort() {}

    public static void sort(double[] values) {
        if (values.length < FEW) {
            Arrays.sort(values);
            return;
        }
        long[] keys = new long[values.length];
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < keys.length; i++) {
            long key = ordered(Double.doubleToRawLongBits(values[i]));
            keys[i] = key;
            least = Math.min(least, key);
            greatest = Math.max(greatest, key);
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] -= least;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
        long[] other = new long[keys.length];
        long[] sorted = byDigits(keys, other, Math.max(0, bits - PASSES * BITS), PASSES);
        if (!exchanged(sorted)) {
            sorted = byDigits(sorted, sorted == keys ? other : keys, 0, (bits + BITS - 1) / BITS);
        }
        for (int i = 0; i < sorted.length; i++) {
            values[i] = Double.longBitsToDouble(ordered(sorted[i] + least));
        }
    }

    /** The bits of a double as a whole number in the same order; and back, by the same. */
    private static long ordered(long bits) {
        return bits ^ ((bits >> 63) >>> 1);
    }

    /** The keys in the order of so many digits from a bit on, the least significant first; in one of the two arrays. */
    private static long[] byDigits(long[] keys, long[] other, int from, int passes) {
        int[][] counts = new int[passes][DIGITS];
        for (long key : keys) {
            for (int pass = 0; pass < passes; pass++) {
                counts[pass][(int) (key >>> (from + BITS * pass)) & (DIGITS - 1)]++;
            }
        }
        long[] in = keys;
        long[] out = other;
        for (int pass = 0; pass < passes; pass++) {
            if (distribute(in, out, counts[pass], from + BITS * pass)) {
                long[] swap = in;
                in = out;
                out = swap;
            }
        }
        return in;
    }

    /** False where all have the same digit. */
    private static boolean distribute(long[] keys, long[] to, int[] counts, int shift) {
        if (counts[(int) (keys[0] >>> shift) & (DIGITS - 1)] == keys.length) {
            return false;
        }
        int at = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = counts[digit];
            counts[digit] = at;
            at += count;
        }
        for (long key : keys) {
            to[counts[(int) (key >>> shift) & (DIGITS - 1)]++] = key;
        }
        return true;
    }

    /** Sorts keys that are nearly in order by exchanging neighbours; false where that would take too long. */
    private static boolean exchanged(long[] keys) {
        long left = EXCHANGES * keys.length;
        for (int i = 1; i < keys.length; i++) {
            long key = keys[i];
            int at = i;
            while (at > 0 && Long.compareUnsigned(keys[at - 1], key) > 0) {
                keys[at] = keys[at - 1];
                at--;
                left--;
            }
            keys[at] = key;
            if (left < 0) {
                return false;
            }
        }
        return true;
    }
}
