package dev.slipway.driftjob.report;

import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run found about one column.
 *
 * @param feature name for people, with its segment where it is about one
 * @param role what the column is to the model
 * @param scores distances by method, for information beside the deciding one
 * @param outcome null where there was an error or no data
 * @param messages what is remarkable: an error, new levels, constants, infinities
 */
public record Finding(
        String feature,
        Role role,
        String kind,
        Verdict verdict,
        String method,
        double threshold,
        Rule.@Nullable Outcome outcome,
        Map<String, Score> scores,
        Side reference,
        Side current,
        List<Level> newLevels,
        List<Level> vanishedLevels,
        Chart chart,
        List<String> messages) {

    /** What is compared; only features count in the share that drifted. */
    public enum Role {
        FEATURE,
        /** A feature among the rows of a segment. */
        SEGMENT,
        PREDICTION
    }

    /**
     * @param pLow bounds of the p-value; NaN where the method has none
     * @param ofP whether the score is a p-value itself: the less, the more drift
     */
    public record Score(double low, double high, double pLow, double pHigh, boolean ofP) {
        public Score(double low, double high, double pLow, double pHigh) {
            this(low, high, pLow, pHigh, false);
        }

        public static Score ofP(double p) {
            return new Score(p, p, p, p, true);
        }
    }

    /** Counts of one side. */
    public record Side(
            long rows,
            long nulls,
            long invalid,
            long nans,
            long infinities,
            double min,
            double max,
            double mean,
            double deviation) {}

    public record Level(String name, double share) {}

    /**
     * Shares of both sides in the same bins.
     *
     * @param labels of the bins: a level, or the lower bound
     */
    public record Chart(List<String> labels, List<Double> reference, List<Double> current) {}
}
