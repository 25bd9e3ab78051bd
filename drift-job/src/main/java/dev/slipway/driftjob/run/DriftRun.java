package dev.slipway.driftjob.run;

import dev.slipway.driftjob.decision.Evidence;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.decision.WindowHistory;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** From two profiles to a report. One column's trouble is that column's verdict, never the run's end. */
final class DriftRun {
    private final RunConfig config;
    private final List<String> problems = new ArrayList<>();

    DriftRun(RunConfig config) {
        this.config = config;
    }

    /** What all columns together came to. */
    record Outcome(Verdict verdict, double driftedShare, List<Finding> findings, List<String> problems) {}

    Outcome compare(Profile reference, Profile current) {
        List<Comparison> comparisons = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        reference.columns().forEach((name, column) -> {
            ColumnProfile now = current.columns().get(name);
            if (config.ignore().contains(name)) {
                return;
            }
            if (now == null) {
                problems.add("column " + name + " is in the reference and not in the current data");
                return;
            }
            try {
                comparisons.add(Comparison.of(name, column, now, config));
            } catch (RuntimeException e) {
                problems.add("column " + name + " could not be compared: " + e.getMessage());
                findings.add(Findings.failed(name, column, now, String.valueOf(e.getMessage())));
            }
        });
        findings.addAll(decided(comparisons));
        findings.sort(Comparator.comparingInt((Finding f) -> rank(f.verdict()))
                .thenComparingDouble(f -> -excess(f))
                .thenComparing(Finding::feature));
        return new Outcome(overall(findings, current), driftedShare(findings), findings, problems);
    }

    private List<Finding> decided(List<Comparison> comparisons) {
        List<Evidence> evidence = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (comparison.evidence() != null) {
                evidence.add(comparison.evidence());
            }
        }
        List<Rule.Outcome> outcomes = config.rule().decide(evidence);
        List<Finding> findings = new ArrayList<>();
        int at = 0;
        for (Comparison comparison : comparisons) {
            findings.add(
                    comparison.evidence() == null
                            ? Findings.of(comparison, Verdict.NO_DATA, null, config)
                            : Findings.of(comparison, outcomes.get(at).verdict(), outcomes.get(at++), config));
        }
        return findings;
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

    private static double excess(Finding f) {
        Finding.Score score = f.scores().get(f.method());
        return score == null ? 0 : (score.low() + score.high()) / 2 / Math.max(1e-12, f.threshold());
    }

    private Verdict overall(List<Finding> findings, Profile current) {
        if (current.rows() < config.rule().minRows()) {
            return Verdict.NO_DATA;
        }
        for (Verdict verdict : List.of(Verdict.DRIFT, Verdict.UNDECIDED, Verdict.NO_DRIFT, Verdict.ERROR)) {
            if (findings.stream().anyMatch(f -> f.verdict() == verdict)) {
                return verdict;
            }
        }
        return Verdict.NO_DATA;
    }

    private double driftedShare(List<Finding> findings) {
        double all = 0;
        double drifted = 0;
        for (Finding f : findings) {
            double weight = config.weight(f.feature());
            all += weight;
            drifted += f.verdict() == Verdict.DRIFT ? weight : 0;
        }
        return all == 0 ? 0 : drifted / all;
    }

    /** The past runs and this one. */
    static List<Report.PastRun> trend(List<Report.PastRun> past, Outcome outcome, Instant time) {
        List<Report.PastScore> scores = new ArrayList<>();
        for (Finding f : outcome.findings()) {
            for (Map.Entry<String, Finding.Score> entry : f.scores().entrySet()) {
                if (entry.getKey().equals(f.method())) {
                    scores.add(new Report.PastScore(
                            f.feature(),
                            (entry.getValue().low() + entry.getValue().high()) / 2));
                }
            }
        }
        String letter = new WindowHistory("").with(outcome.verdict()).letters();
        List<Report.PastRun> trend = new ArrayList<>(past);
        trend.add(new Report.PastRun(time, letter.charAt(0), outcome.driftedShare(), scores));
        return trend.size() <= History.LENGTH ? trend : trend.subList(trend.size() - History.LENGTH, trend.size());
    }

    static boolean fires(List<Report.PastRun> trend, RunConfig.Outputs outputs) {
        StringBuilder letters = new StringBuilder();
        trend.forEach(run -> letters.append(run.verdict()));
        return new WindowHistory(letters.toString()).fires(outputs.fireWindows(), outputs.fireOf());
    }
}
