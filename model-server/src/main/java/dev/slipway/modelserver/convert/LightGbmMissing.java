package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import java.util.BitSet;

/**
 * What LightGBM takes for a missing value stands at each split, but is one per column in what it writes. A column in
 * which 0 is missing is rewritten before the trees see it, so its splits must agree.
 */
final class LightGbmMissing {
    /** What is at most this far from 0 is 0 to LightGBM ({@code kZeroThreshold}, a float). */
    static final double ZERO_RANGE = 1e-35f;

    static final int NONE = 0;
    static final int ZERO = 1;
    static final int NAN = 2;

    private final BitSet zero = new BitSet();
    private final BitSet other = new BitSet();
    private final int features;

    LightGbmMissing(int features) {
        this.features = features;
    }

    void see(int feature, int type, String where) throws FailureException {
        if (feature < 0 || feature >= features) {
            return; // the check of the tree says so, with the node
        }
        (type == ZERO ? zero : other).set(feature);
        if (zero.get(feature) && other.get(feature)) {
            throw Malformed.unsupported(
                    "splits that disagree whether 0 is missing in column %d (%s)".formatted(feature, where),
                    "train it in one go, with one setting of zero_as_missing");
        }
    }

    BitSet zeroIsMissing() {
        return zero;
    }
}
