package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.decision.Evidence;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.report.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From two profiles to findings. One column's trouble is that column's verdict, never the run's end. */
final class DriftRun {
    private final FeatureConfig features;
    private final Optional<String> prediction;
    private final Set<String> ignored;
    private final Escalation escalation;
    private final List<String> problems;

    /**
     * @param problems takes what could not be compared
     */
    DriftRun(RunConfig config, Escalation escalation, List<String> problems) {
        this.features = config.features();
        this.prediction = config.prediction().map(p -> p.column());
        this.ignored = config.ignored();
        this.escalation = escalation;
        this.problems = problems;
    }

    /** What all columns together came to. */
    record Outcome(Verdict verdict, double driftedShare, List<Finding> findings) {}

    Outcome compare(Profile reference, Profile current) {
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        reference.columns().forEach((name, column) -> {
            SegmentName segment = SegmentName.of(name);
            if (ignored.contains(segment.feature()) && !isPrediction(segment.feature())) {
                return;
            }
            ColumnProfile now = current.columns().get(name);
            if (now == null) {
                return;
            }
            try {
                Comparison comparison = Comparison.of(name, column, now, features);
                comparisons.put(name, escalation.whole(comparison));
            } catch (RuntimeException e) {
                problems.add("column " + segment.label() + " could not be compared: " + e.getMessage());
                findings.add(Findings.failed(name, role(segment), column, now, String.valueOf(e.getMessage())));
            }
        });
        findings.addAll(decided(comparisons));
        findings.sort(Comparator.comparingInt((Finding f) -> rank(f.verdict()))
                .thenComparing(f -> f.role() == Finding.Role.SEGMENT)
                .thenComparingDouble(f -> -excess(f))
                .thenComparing(Finding::feature));
        return new Outcome(overall(findings, current), driftedShare(findings), findings);
    }

    private boolean isPrediction(String feature) {
        return prediction.filter(feature::equals).isPresent();
    }

    private Finding.Role role(SegmentName segment) {
        if (!segment.all()) {
            return Finding.Role.SEGMENT;
        }
        return isPrediction(segment.feature()) ? Finding.Role.PREDICTION : Finding.Role.FEATURE;
    }

    private List<Finding> decided(Map<String, Comparison> comparisons) {
        Map<String, Rule.Outcome> outcomes = outcomes(comparisons);
        List<Comparison> unclear = comparisons.values().stream()
                .filter(c -> outcomes.containsKey(c.feature())
                        && outcomes.get(c.feature()).verdict() == Verdict.UNDECIDED)
                .toList();
        List<Comparison> exact = escalation.exact(unclear, features.rule());
        exact.forEach(c -> comparisons.put(c.feature(), c));
        if (!exact.isEmpty()) {
            outcomes.putAll(outcomes(comparisons));
        }
        List<Finding> findings = new ArrayList<>();
        comparisons.forEach((name, comparison) -> {
            Rule.Outcome outcome = outcomes.get(name);
            Verdict verdict = outcome == null ? Verdict.NO_DATA : outcome.verdict();
            findings.add(Findings.of(comparison, verdict, outcome, features, role(SegmentName.of(name))));
        });
        return findings;
    }

    /** By name, of those that have evidence; a segment needs its own number of rows. */
    private Map<String, Rule.Outcome> outcomes(Map<String, Comparison> comparisons) {
        long segmentRows =
                features.segments().map(FeatureConfig.Segments::minRows).orElse(1L);
        List<Evidence> evidence = new ArrayList<>();
        for (Comparison comparison : comparisons.values()) {
            Evidence e = comparison.evidence();
            boolean segment = !SegmentName.of(comparison.feature()).all();
            if (e != null
                    && e.currentRows()
                            >= (segment ? segmentRows : features.rule().minRows())) {
                evidence.add(e);
            }
        }
        Map<String, Rule.Outcome> outcomes = new LinkedHashMap<>();
        List<Rule.Outcome> decided = features.rule().decide(evidence, segmentRows);
        for (int i = 0; i < decided.size(); i++) {
            outcomes.put(evidence.get(i).feature(), decided.get(i));
        }
        return outcomes;
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case DRIFT -> 0;
            case ERROR -> 1;
            case UNDECIDED -> 2;
            case NO_DRIFT -> 3;
            case NO_DATA -> 4;
        };
    }

    static double excess(Finding f) {
        Finding.Score score = f.scores().get(f.method());
        if (score == null) {
            return 0;
        }
        double middle = (score.low() + score.high()) / 2;
        return score.ofP() ? f.threshold() / Math.max(1e-12, middle) : middle / Math.max(1e-12, f.threshold());
    }

    private Verdict overall(List<Finding> findings, Profile current) {
        if (current.rows() < features.rule().minRows()) {
            return Verdict.NO_DATA;
        }
        if (findings.stream().anyMatch(f -> f.verdict() == Verdict.DRIFT)) {
            return Verdict.DRIFT;
        }
        for (Verdict verdict : List.of(Verdict.UNDECIDED, Verdict.NO_DRIFT, Verdict.ERROR)) {
            if (findings.stream().anyMatch(f -> f.role() != Finding.Role.SEGMENT && f.verdict() == verdict)) {
                return verdict;
            }
        }
        return Verdict.NO_DATA;
    }

    private double driftedShare(List<Finding> findings) {
        double all = 0;
        double drifted = 0;
        for (Finding f : findings) {
            if (f.role() == Finding.Role.FEATURE) {
                double weight = features.weight(f.feature());
                all += weight;
                drifted += f.verdict() == Verdict.DRIFT ? weight : 0;
            }
        }
        return all == 0 ? 0 : drifted / all;
    }
}
