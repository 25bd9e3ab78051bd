package dev.slipway.driftjob.decision;

import dev.slipway.driftjob.statistics.Interval;

/**
 * What was measured about one feature, or one feature in one segment.
 *
 * @param score bounds of the distance that decides
 * @param pValue bounds of the probability of so large a distance without drift; NaN where the method has none, and then the
 *     score is compared with the threshold
 * @param rows effective rows of the reference
 * @param currentRows effective current rows
 * @param threshold smallest distance that matters
 * @param banded whether {@code band} is of the deciding distance; without, effect size is compared as it was measured
 * @param ofP whether the score is a p-value: THRESHOLD finds drift below the threshold
 */
public record Evidence(
        String feature,
        Interval score,
        Interval pValue,
        double rows,
        double currentRows,
        double threshold,
        ConfidenceBand band,
        boolean banded,
        boolean ofP) {
    boolean hasP() {
        return !Double.isNaN(pValue.low());
    }
}
