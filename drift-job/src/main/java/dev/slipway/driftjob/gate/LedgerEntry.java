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
    static LedgerEntry undefined(String words, Holdout holdout, double bound) {
        return unjudged(words, "", bound, holdout.size()).verdict(false, METRIC_UNDEFINED);
    }

    /** Of too few rows, or of rows for which the metric has no value. */
    static LedgerEntry unjudged(String words, String segment, double bound, long rows) {
        double none = Double.NaN;
        return new LedgerEntry(words, segment, none, none, none, none, none, bound, rows, false, true, "", Map.of());
    }

    /** Of a comparison with nobody. */
    static LedgerEntry unopposed(String words, double candidate, double bound, long rows) {
        double none = Double.NaN;
        return new LedgerEntry(words, "", none, candidate, none, none, none, bound, rows, false, true, "", Map.of());
    }

    /** Of the candidate's own value. */
    static LedgerEntry measured(String words, double champion, double value, double bound, long rows) {
        double none = Double.NaN;
        return new LedgerEntry(words, "", champion, value, value, none, none, bound, rows, true, true, "", Map.of());
    }

    /** Of a benefit with its interval. */
    static LedgerEntry compared(
            String words,
            String segment,
            PairedBootstrap.Result result,
            double confidence,
            double bound,
            Holdout holdout) {
        return new LedgerEntry(
                words,
                segment,
                result.champion(),
                result.candidate(),
                result.benefit(),
                result.quantile(1 - confidence),
                result.quantile(confidence),
                bound,
                holdout.size(),
                true,
                true,
                "",
                Map.of());
    }

    LedgerEntry with(Map<String, Double> figures) {
        return new LedgerEntry(
                rule, segment, champion, candidate, value, low, high, bound, rows, judged, passed, reason, figures);
    }

    /**
     * The same, held or not.
     *
     * @param otherwise reason where it is not
     */
    LedgerEntry verdict(boolean holds, String otherwise) {
        return new LedgerEntry(
                rule,
                segment,
                champion,
                candidate,
                value,
                low,
                high,
                bound,
                rows,
                judged,
                holds,
                holds ? "" : otherwise,
                tests);
    }
}
