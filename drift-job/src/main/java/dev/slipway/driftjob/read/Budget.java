package dev.slipway.driftjob.read;

import java.util.Optional;

/**
 * How much may be read.
 *
 * @param maxRows rows that are kept
 * @param maxBytes bytes that are taken from the source
 * @param share share of the rows that is kept, chosen by a hash: the same rows every time
 * @param keyColumn column whose value is hashed; absent: the row's number
 */
public record Budget(long maxRows, long maxBytes, double share, Optional<String> keyColumn) {
    public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, 1);

    /** A sample is taken a little too small rather than cut off at its end. */
    private static final double MARGIN = 0.999;

    public Budget {
        if (maxRows < 1 || maxBytes < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a budget needs at least a row, a byte and a share from 0 to 1");
        }
    }

    public Budget(long maxRows, long maxBytes, double share) {
        this(maxRows, maxBytes, share, Optional.empty());
    }

    /** The budget for so many rows: where they are too many, a share of them instead of the first. */
    public Budget sampling(long rows) {
        if (rows * share <= maxRows) {
            return this;
        }
        return new Budget(maxRows, maxBytes, MARGIN * maxRows / rows, keyColumn);
    }

    /** Whether a row is in the sample by its number; true where a key decides. */
    boolean keeps(long row) {
        return share >= 1 || keyColumn.isPresent() || inShare((row + 1) * 0x9E37_79B9_7F4A_7C15L);
    }

    /** Whether a row whose key has this hash is in the sample. */
    boolean keepsKey(long hash) {
        return share >= 1 || inShare(hash);
    }

    private boolean inShare(long seed) {
        long z = seed;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53 < share;
    }
}
