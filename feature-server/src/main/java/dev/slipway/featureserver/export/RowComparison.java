package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.offline.RowOrder;
import java.util.Arrays;
import java.util.List;

/** {@link RowOrder} for rows of COPY, beyond their event times. */
final class RowComparison {
    private final List<RowOrder.Term> terms;

    RowComparison(RowOrder order) {
        this.terms = order.terms();
    }

    /** Whether the one row, whose terms begin at {@code from}, counts before the other. */
    boolean newer(byte[] one, int from, byte[] other, int otherFrom) {
        int at = from;
        int otherAt = otherFrom;
        for (RowOrder.Term term : terms) {
            int length = BinaryCells.int32(one, at);
            int otherLength = BinaryCells.int32(other, otherAt);
            int compared = length < 0 || otherLength < 0
                    ? Boolean.compare(length >= 0, otherLength >= 0)
                    : compare(term, one, at + 4, length, other, otherAt + 4, otherLength);
            if (compared != 0) {
                return compared > 0;
            }
            at += 4 + Math.max(0, length);
            otherAt += 4 + Math.max(0, otherLength);
        }
        return false;
    }

    private static int compare(
            RowOrder.Term term, byte[] one, int at, int length, byte[] other, int otherAt, int otherLength) {
        return term.form() == RowOrder.Form.LONG
                ? Long.compare(BinaryCells.int64(one, at), BinaryCells.int64(other, otherAt))
                : Arrays.compareUnsigned(one, at, at + length, other, otherAt, otherAt + otherLength);
    }
}
