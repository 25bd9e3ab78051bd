package dev.slipway.modelserver.predictionlog;

/**
 * Which requests are recorded: decided by the request's id alone, so that every hop and every retry decides alike and a
 * smaller share is a part of a larger one.
 */
public final class Sampler {
    private static final double UNIT = 0x1.0p-53;

    private final double rate;

    /** Takes this share of requests, 0 to 1. */
    public Sampler(double rate) {
        this.rate = rate;
    }

    /** Whether the request is taken. */
    public boolean takes(String requestId) {
        return rate >= 1 || (rate > 0 && (hash(requestId) >>> 11) * UNIT < rate);
    }

    /** FNV-1a over the text's UTF-16 units, then the finaliser of MurmurHash3, which spreads short ids. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
