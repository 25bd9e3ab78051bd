package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides about a candidate. Better: the lower end of the benefit's interval reaches the delta. Floor: the value does. Not
 * worse, over all rows: the lower end of the benefit is above the accepted drop (non-inferiority); by segment: see
 * {@link Segments}. A rule whose metric has no value for the rows fails, by segment too, and where nothing could be judged
 * all do.
 *
 * @param minRows fewer rows decide nothing
 * @param resamples of the bootstrap
 */
public record Gate(List<GateRule> rules, long minRows, int resamples, long seed) {
    /** Drawn again and again, fewer blocks give an interval that is too narrow; one gives none at all. */
    public static final int FEWEST_BLOCKS = 20;

    private static final double CONFIDENCE = 0.95;
    private static final int FEWEST_OF_SEGMENT = 20;

    /** The decision, the same every time for the same rows. */
    public GateDecision decide(Holdout holdout) {
        if (holdout.size() < minRows) {
            return new GateDecision(false, GateDecision.TOO_FEW_ROWS, List.of());
        }
        if (!sure(holdout)) {
            return new GateDecision(false, GateDecision.TOO_FEW_BLOCKS, List.of());
        }
        List<LedgerEntry> ledger = new ArrayList<>();
        for (GateRule rule : rules) {
            switch (rule) {
                case GateRule.Floor floor -> ledger.add(floor(floor, holdout));
                case GateRule.Better better -> ledger.add(better(better, holdout));
                case GateRule.NotWorse notWorse when notWorse.by().isEmpty() -> ledger.add(notWorse(notWorse, holdout));
                case GateRule.NotWorse notWorse -> ledger.addAll(bySegment(notWorse, holdout));
            }
        }
        if (ledger.stream().noneMatch(LedgerEntry::judged)) {
            ledger.replaceAll(e -> e.verdict(false, LedgerEntry.METRIC_UNDEFINED));
        }
        String reason = ledger.stream()
                .filter(e -> !e.passed())
                .map(LedgerEntry::reason)
                .findFirst()
                .orElse("AllRulesHold");
        return new GateDecision(reason.equals("AllRulesHold"), reason, List.copyOf(ledger));
    }

    /** Whether blocks, where rows are drawn by them, are enough to say how sure a difference is. */
    private boolean sure(Holdout holdout) {
        int blocks = holdout.blockCount();
        return blocks == holdout.size()
                || blocks >= FEWEST_BLOCKS
                || holdout.champion().isEmpty()
                || rules.stream().allMatch(GateRule.Floor.class::isInstance);
    }

    private Measurement measurement() {
        return new Measurement(resamples, seed);
    }

    private LedgerEntry floor(GateRule.Floor rule, Holdout holdout) {
        Metric metric = rule.metric();
        String words = metric + (metric.loss() ? " at most " : " at least ") + number(rule.floor());
        double value = Measurement.of(metric, holdout.candidate(), holdout);
        if (!Double.isFinite(value)) {
            return LedgerEntry.undefined(words, holdout, rule.floor());
        }
        double champion =
                holdout.champion().map(c -> Measurement.of(metric, c, holdout)).orElse(Double.NaN);
        return LedgerEntry.measured(words, champion, value, rule.floor(), holdout.size())
                .verdict(metric.loss(value, rule.floor()) <= 0, "BelowFloor");
    }

    private LedgerEntry better(GateRule.Better rule, Holdout holdout) {
        String words = "%s better by %s with confidence %s"
                .formatted(rule.metric(), number(rule.minDelta()), number(rule.confidence()));
        LedgerEntry entry = compared(words, rule.metric(), rule.confidence(), rule.minDelta(), holdout);
        return entry.judged() ? entry.verdict(entry.low() >= rule.minDelta() && entry.value() > 0, "NotBetter") : entry;
    }

    private LedgerEntry notWorse(GateRule.NotWorse rule, Holdout holdout) {
        String words = "%s worse by at most %s".formatted(rule.metric(), number(rule.maxDrop()));
        LedgerEntry entry = compared(words, rule.metric(), CONFIDENCE, -rule.maxDrop(), holdout);
        return entry.judged() ? entry.verdict(entry.low() >= -rule.maxDrop(), "Worse") : entry;
    }

    private LedgerEntry compared(String words, Metric metric, double confidence, double bound, Holdout holdout) {
        if (holdout.champion().isEmpty()) {
            double own = Measurement.of(metric, holdout.candidate(), holdout);
            return LedgerEntry.unopposed(words + " (there is no champion)", own, bound, holdout.size());
        }
        if (!Measurement.possible(metric, holdout)) {
            return LedgerEntry.undefined(words, holdout, bound);
        }
        PairedBootstrap.Result result = measurement().paired(metric, holdout);
        return Double.isFinite(result.benefit())
                ? LedgerEntry.compared(words, "", result, confidence, bound, holdout)
                        .with(Measurement.tests(metric, holdout, result))
                : LedgerEntry.undefined(words, holdout, bound);
    }

    private List<LedgerEntry> bySegment(GateRule.NotWorse rule, Holdout holdout) {
        String words = "%s by %s worse by at most %s".formatted(rule.metric(), rule.by(), number(rule.maxDrop()));
        if (holdout.champion().isPresent() && !Measurement.possible(rule.metric(), holdout)) {
            return List.of(LedgerEntry.undefined(words, holdout, -rule.maxDrop()));
        }
        long fewest = Math.max(FEWEST_OF_SEGMENT, minRows / 10);
        return new Segments(rule, measurement(), fewest, CONFIDENCE).judge(holdout, words);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%s", value);
    }
}
