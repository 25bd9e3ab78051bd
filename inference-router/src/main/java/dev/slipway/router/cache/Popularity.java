package dev.slipway.router.cache;

/**
 * How often keys were asked for lately, roughly and in little memory: a count-min sketch of four rows, halved after every ten
 * times its size (TinyLFU, Einziger and others). An answer that was asked for once does not push out one that is asked for
 * often.
 */
final class Popularity {
    private static final int ROWS = 4;
    private static final int MOST = 15;

    private final byte[] counts;
    private final int mask;
    private int additions;

    Popularity(int keys) {
        int size = Integer.highestOneBit(Math.max(64, keys)) * 2;
        this.counts = new byte[size * ROWS];
        this.mask = size - 1;
    }

    void seen(long fingerprint) {
        for (int row = 0; row < ROWS; row++) {
            int at = place(fingerprint, row);
            if (counts[at] < MOST) {
                counts[at]++;
            }
        }
        if (++additions >= (mask + 1) * 10) {
            additions = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] >>= 1;
            }
        }
    }

    int of(long fingerprint) {
        int least = MOST;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, counts[place(fingerprint, row)]);
        }
        return least;
    }

    private int place(long fingerprint, int row) {
        long mixed = (fingerprint + row * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        return row * (mask + 1) + (int) (mixed >>> 33 & mask);
    }
}
