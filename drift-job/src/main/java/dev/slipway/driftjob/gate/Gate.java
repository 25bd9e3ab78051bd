package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.decision.Correction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Decides about a candidate. Better: the lower end of the benefit's interval reaches the delta. Floor: the value does. Not
 * worse, over all rows: the lower end of the benefit is above the accepted drop (non-inferiority). Not worse by segment: no
 * segment drops by more than accepted with a drop that is surely one, after Benjamini and Hochberg over the segments; to
 * demand non-inferiority of every small segment would let nothing pass.
 *
 * @param minRows fewer rows decide nothing
 * @param resamples of the bootstrap
 */
public record Gate(List<GateRule> rules, long minRows, int resamples, long seed) {
    private static final double CONFIDENCE = 0.95;
    private static final int FEWEST_OF_SEGMENT = 20;

    /** The decision, the same every time for the same rows. */
    public GateDecision decide(Holdout holdout) {
        if (holdout.size() < minRows) {
            return new GateDecision(false, GateDecision.TOO_FEW_ROWS, List.of());
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
        String reason = ledger.stream()
                .filter(e -> !e.passed())
                .map(LedgerEntry::reason)
                .findFirst()
                .orElse("AllRulesHold");
        return new GateDecision(reason.equals("AllRulesHold"), reason, List.copyOf(ledger));
    }

    private LedgerEntry floor(GateRule.Floor rule, Holdout holdout) {
        Metric metric = rule.metric();
        String words = metric + (metric.loss() ? " at most " : " at least ") + number(rule.floor());
        Answered candidate = holdout.candidate();
        PairedBootstrap.Result own = bootstrap(metric, candidate, candidate, holdout, 1);
        double value = own.candidate();
        if (!Double.isFinite(value)) {
            return LedgerEntry.undefined(words, "", holdout, rule.floor());
        }
        boolean passed = metric.loss(value, rule.floor()) <= 0;
        double champion = holdout.champion()
                .map(c -> bootstrap(metric, c, c, holdout, 1).champion())
                .orElse(Double.NaN);
        return new LedgerEntry(
                words,
                "",
                champion,
                value,
                value,
                Double.NaN,
                Double.NaN,
                rule.floor(),
                holdout.size(),
                true,
                passed,
                passed ? "" : "BelowFloor",
                Map.of());
    }

    private LedgerEntry better(GateRule.Better rule, Holdout holdout) {
        String words = "%s better by %s with confidence %s"
                .formatted(rule.metric(), number(rule.minDelta()), number(rule.confidence()));
        if (holdout.champion().isEmpty()) {
            return unopposed(words, rule.metric(), holdout, rule.minDelta());
        }
        PairedBootstrap.Result result = paired(rule.metric(), holdout);
        if (!Double.isFinite(result.benefit())) {
            return LedgerEntry.undefined(words, "", holdout, rule.minDelta());
        }
        double low = result.quantile(1 - rule.confidence());
        boolean passed = low >= rule.minDelta() && result.benefit() > 0;
        return entry(
                words,
                "",
                result,
                low,
                result.quantile(rule.confidence()),
                rule.minDelta(),
                holdout,
                passed,
                "NotBetter",
                rule.metric());
    }

    private LedgerEntry notWorse(GateRule.NotWorse rule, Holdout holdout) {
        String words = "%s worse by at most %s".formatted(rule.metric(), number(rule.maxDrop()));
        if (holdout.champion().isEmpty()) {
            return unopposed(words, rule.metric(), holdout, -rule.maxDrop());
        }
        PairedBootstrap.Result result = paired(rule.metric(), holdout);
        if (!Double.isFinite(result.benefit())) {
            return LedgerEntry.undefined(words, "", holdout, -rule.maxDrop());
        }
        double low = result.quantile(1 - CONFIDENCE);
        return entry(
                words,
                "",
                result,
                low,
                result.quantile(CONFIDENCE),
                -rule.maxDrop(),
                holdout,
                low >= -rule.maxDrop(),
                "Worse",
                rule.metric());
    }

    private List<LedgerEntry> bySegment(GateRule.NotWorse rule, Holdout holdout) {
        String words = "%s by %s worse by at most %s".formatted(rule.metric(), rule.by(), number(rule.maxDrop()));
        List<LedgerEntry> entries = new ArrayList<>();
        List<Integer> judged = new ArrayList<>();
        List<Double> notWorse = new ArrayList<>();
        long fewest = Math.max(FEWEST_OF_SEGMENT, minRows / 10);
        segments(holdout, rule.by()).forEach((value, rows) -> {
            Holdout part = holdout.rows(rows);
            PairedBootstrap.Result result =
                    part.champion().isPresent() && rows.length >= fewest ? paired(rule.metric(), part) : null;
            if (result == null || !Double.isFinite(result.benefit())) {
                entries.add(new LedgerEntry(
                        words,
                        value,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        -rule.maxDrop(),
                        rows.length,
                        false,
                        true,
                        "",
                        Map.of()));
            } else {
                judged.add(entries.size());
                notWorse.add(result.notWorse());
                entries.add(entry(
                        words,
                        value,
                        result,
                        result.quantile(1 - CONFIDENCE),
                        result.quantile(CONFIDENCE),
                        -rule.maxDrop(),
                        part,
                        true,
                        "",
                        rule.metric()));
            }
        });
        double[] adjusted =
                Correction.BH.adjust(notWorse.stream().mapToDouble(p -> p).toArray());
        for (int i = 0; i < adjusted.length; i++) {
            LedgerEntry e = entries.get(judged.get(i));
            boolean harmed = e.value() < -rule.maxDrop() && adjusted[i] <= 1 - CONFIDENCE;
            Map<String, Double> tests = new LinkedHashMap<>(e.tests());
            tests.put("notWorseAdjustedP", adjusted[i]);
            entries.set(
                    judged.get(i),
                    new LedgerEntry(
                            e.rule(),
                            e.segment(),
                            e.champion(),
                            e.candidate(),
                            e.value(),
                            e.low(),
                            e.high(),
                            e.bound(),
                            e.rows(),
                            true,
                            !harmed,
                            harmed ? "SegmentWorse" : "",
                            tests));
        }
        return entries;
    }

    private static Map<String, int[]> segments(Holdout holdout, String by) {
        List<String> values = holdout.segments().getOrDefault(by, List.of());
        Map<String, List<Integer>> rows = new TreeMap<>();
        IntStream.range(0, values.size())
                .forEach(i -> rows.computeIfAbsent(values.get(i), k -> new ArrayList<>())
                        .add(i));
        Map<String, int[]> arrays = new LinkedHashMap<>();
        rows.forEach((value, list) ->
                arrays.put(value, list.stream().mapToInt(i -> i).toArray()));
        return arrays;
    }

    private PairedBootstrap.Result paired(Metric metric, Holdout holdout) {
        return bootstrap(metric, holdout.champion().orElseThrow(), holdout.candidate(), holdout, resamples);
    }

    private PairedBootstrap.Result bootstrap(
            Metric metric, Answered champion, Answered candidate, Holdout holdout, int times) {
        boolean possible = metric == Metric.accuracy || metric.ofNumbers() || holdout.binary();
        boolean scores = metric == Metric.accuracy
                || metric == Metric.f1
                || metric == Metric.precision
                || metric == Metric.recall
                || (champion.scored() && candidate.scored());
        if (!possible || !scores) {
            return new PairedBootstrap.Result(Double.NaN, Double.NaN, Double.NaN, new double[0]);
        }
        return PairedBootstrap.of(metric, champion, candidate, holdout.labels(), holdout.blocks(), times, seed);
    }

    private static LedgerEntry entry(
            String words,
            String segment,
            PairedBootstrap.Result result,
            double low,
            double high,
            double bound,
            Holdout holdout,
            boolean passed,
            String reason,
            Metric metric) {
        return new LedgerEntry(
                words,
                segment,
                result.champion(),
                result.candidate(),
                result.benefit(),
                low,
                high,
                bound,
                holdout.size(),
                true,
                passed,
                passed ? "" : reason,
                tests(metric, holdout, result));
    }

    private static Map<String, Double> tests(Metric metric, Holdout holdout, PairedBootstrap.Result result) {
        Map<String, Double> tests = new LinkedHashMap<>();
        tests.put("bootstrapNotWorse", result.notWorse());
        Answered champion = holdout.champion().orElseThrow();
        boolean both = Arrays.stream(holdout.labels()).anyMatch(l -> l == 1)
                && Arrays.stream(holdout.labels()).anyMatch(l -> l == 0);
        if (metric == Metric.auc && both) {
            tests.put(
                    "deLongP",
                    DeLong.test(champion.scores(), holdout.candidate().scores(), holdout.labels())
                            .pValue());
        }
        if (metric == Metric.accuracy) {
            tests.put(
                    "mcNemarP",
                    McNemar.test(champion.classes(), holdout.candidate().classes(), holdout.labels())
                            .pValue());
        }
        return tests;
    }

    private LedgerEntry unopposed(String words, Metric metric, Holdout holdout, double bound) {
        double own = bootstrap(metric, holdout.candidate(), holdout.candidate(), holdout, 1)
                .candidate();
        return new LedgerEntry(
                words + " (there is no champion)",
                "",
                Double.NaN,
                own,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                bound,
                holdout.size(),
                false,
                true,
                "",
                Map.of());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%s", value);
    }
}
