package dev.slipway.router.cache;

/**
 * Which questions came lately, roughly: for each place the fingerprint that was there last. Costs one look into memory, where
 * a key costs canonical JSON and SHA-256. As in TinyLFU (Einziger and others), who comes for the first time is only noted.
 */
final class Doorkeeper {
    private final int[] last;
    private final int mask;

    /** Remembers about so many. */
    Doorkeeper(int places) {
        int size = Integer.highestOneBit(Math.max(64, places));
        this.last = new int[size];
        this.mask = size - 1;
    }

    /** Whether it was here lately; from now on it was. */
    boolean seen(long fingerprint) {
        int at = (int) fingerprint & mask;
        // 0 is a place where nobody was.
        int mark = (int) (fingerprint >>> 32) | 1;
        boolean seen = last[at] == mark;
        last[at] = mark;
        return seen;
    }
}
