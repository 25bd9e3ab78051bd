package dev.slipway.driftjob.gate;

import java.util.Map;

/**
 * What became of one rule, or of one rule in one segment.
 *
 * @param rule in words
 * @param segment value of the rule's column; empty for all rows
 * @param champion the champion's value; NaN without one
 * @param value what is compared with the bound: the candidate's benefit, or its value for a floor
 * @param low of the value's interval; NaN where it has none
 * @param judged false where there are too few rows to judge
 * @param reason one word where it failed
 * @param tests p-values and other figures for information
 */
public record LedgerEntry(
        String rule,
        String segment,
        double champion,
        double candidate,
        double value,
        double low,
        double high,
        double bound,
        long rows,
        boolean judged,
        boolean passed,
        String reason,
        Map<String, Double> tests) {
    /** The metric has no value for these rows. */
    public static final String METRIC_UNDEFINED = "MetricUndefined";

    /** Of a metric that is not defined for the rows, such as AUC of one class. */
    static LedgerEntry undefined(String words, String segment, Holdout holdout, double bound) {
        return new LedgerEntry(
                words,
                segment,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                bound,
                holdout.size(),
                false,
                false,
                METRIC_UNDEFINED,
                Map.of());
    }
}
