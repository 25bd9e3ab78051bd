package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.decision.Correction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One rule on each value of a column. No segment may drop by more than accepted with a drop that is surely one, after
 * Benjamini and Hochberg over the segments; to demand non-inferiority of every small segment would let nothing pass.
 *
 * @param fewest fewer rows of a segment decide nothing
 */
record Segments(GateRule.NotWorse rule, Measurement measurement, long fewest, double confidence) {
    List<LedgerEntry> judge(Holdout holdout, String words) {
        List<LedgerEntry> entries = new ArrayList<>();
        List<Integer> judged = new ArrayList<>();
        List<Double> notWorse = new ArrayList<>();
        of(holdout).forEach((value, rows) -> {
            LedgerEntry entry = LedgerEntry.unjudged(words, value, -rule.maxDrop(), rows.length);
            if (holdout.champion().isPresent() && rows.length >= fewest) {
                Holdout part = holdout.rows(rows);
                PairedBootstrap.Result result = measurement.paired(rule.metric(), part);
                if (Double.isFinite(result.benefit()) && part.blockCount() >= Gate.FEWEST_BLOCKS) {
                    judged.add(entries.size());
                    notWorse.add(result.notWorse());
                    entry = LedgerEntry.compared(words, value, result, confidence, -rule.maxDrop(), part)
                            .with(Measurement.tests(rule.metric(), part, result));
                }
            }
            entries.add(entry);
        });
        double[] adjusted =
                Correction.BH.adjust(notWorse.stream().mapToDouble(p -> p).toArray());
        for (int i = 0; i < adjusted.length; i++) {
            LedgerEntry entry = entries.get(judged.get(i));
            boolean harmed = entry.value() < -rule.maxDrop() && adjusted[i] <= 1 - confidence;
            Map<String, Double> tests = new LinkedHashMap<>(entry.tests());
            tests.put("notWorseAdjustedP", adjusted[i]);
            entries.set(judged.get(i), entry.with(tests).verdict(!harmed, "SegmentWorse"));
        }
        return entries;
    }

    private Map<String, int[]> of(Holdout holdout) {
        List<String> values = holdout.segments().getOrDefault(rule.by(), List.of());
        Map<String, List<Integer>> rows = new TreeMap<>();
        IntStream.range(0, values.size())
                .forEach(i -> rows.computeIfAbsent(values.get(i), k -> new ArrayList<>())
                        .add(i));
        Map<String, int[]> arrays = new LinkedHashMap<>();
        rows.forEach((value, list) ->
                arrays.put(value, list.stream().mapToInt(i -> i).toArray()));
        return arrays;
    }
}
