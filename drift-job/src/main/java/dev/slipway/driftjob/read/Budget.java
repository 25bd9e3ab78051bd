package dev.slipway.driftjob.read;

/**
 * How much may be read.
 *
 * @param maxRows rows that are kept
 * @param maxBytes bytes that are taken from the source
 * @param share share of the rows that is kept, chosen by a hash of the row's number
 */
public record Budget(long maxRows, long maxBytes, double share) {
    public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, 1);

    public Budget {
        if (maxRows < 1 || maxBytes < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a budget needs at least a row, a byte and a share from 0 to 1");
        }
    }

    /** Whether a row is in the sample; the same rows every time. */
    boolean keeps(long row) {
        if (share >= 1) {
            return true;
        }
        long z = (row + 1) * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53 < share;
    }
}
