package dev.slipway.driftjob.run;

import static java.util.Objects.requireNonNull;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.ConfidenceBand;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.BinDistances;
import dev.slipway.driftjob.statistics.ChiSquared;
import dev.slipway.workload.json.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compares two profiles of names. */
final class LevelComparison {
    private static final int SHOWN = 12;
    private static final int NAMED = 20;
    /** Share of the reference from which a level among too many stands for itself. */
    private static final double RARE = 0.005;

    private LevelComparison() {}

    private record Counted(String name, double reference, double current) {}

    static Comparison of(
            String feature, LevelProfile reference, LevelProfile current, FeatureConfig config, List<String> messages) {
        List<Counted> all = counted(reference, current);
        List<Finding.Level> fresh = reference.overflow() > 0
                ? List.of()
                : named(all.stream().filter(c -> c.reference() == 0 && c.current() > 0), current.values(), false);
        List<Finding.Level> gone =
                named(all.stream().filter(c -> c.reference() > 0 && c.current() == 0), reference.values(), true);
        if (reference.overflow() > 0 || current.overflow() > 0) {
            messages.add("more than " + LevelProfile.MAX_LEVELS + " levels: "
                    + (reference.overflow() > 0 ? "rare ones are" : "the rest is") + " compared as one");
        }
        if (reference.values() == 0 || current.values() == 0) {
            messages.add("no values in " + (reference.values() == 0 ? "the reference" : "the current data"));
            Finding.Chart none = new Finding.Chart(List.of(), List.of(), List.of());
            return new Comparison(feature, reference, current, "tvd", Map.of(), null, fresh, gone, none, messages);
        }
        double[] x = all.stream().mapToDouble(Counted::reference).toArray();
        double[] y = all.stream().mapToDouble(Counted::current).toArray();
        Map<String, Finding.Score> scores = scores(x, y);
        if (config.evidentlyCompat()) {
            scores.keySet().removeAll(FeatureConfig.EVIDENTLY);
            scores.putAll(EvidentlyScores.ofNames(reference, current, messages));
        }
        String name = SegmentName.of(feature).feature();
        String method = config.method(name, List.copyOf(scores.keySet()));
        Finding.Score score = requireNonNull(scores.get(method));
        ConfidenceBand band = method.equals("tvd") ? new ConfidenceBand.TotalVariation(x.length) : null;
        if (!fresh.isEmpty()) {
            messages.add("new levels: "
                    + String.join(
                            ", ",
                            fresh.stream().limit(5).map(Finding.Level::name).toList()));
        }
        return new Comparison(
                feature,
                reference,
                current,
                method,
                scores,
                Comparison.evidence(
                        feature, score, reference.values(), current.values(), config.threshold(name, method), band),
                fresh,
                gone,
                chart(all, reference.values(), current.values()),
                messages);
    }

    private static List<Counted> counted(LevelProfile reference, LevelProfile current) {
        if (reference.overflow() > 0) {
            return coarse(reference, current);
        }
        Map<String, Counted> all = new LinkedHashMap<>();
        double rest = current.overflow();
        for (LevelProfile.Level level : reference.levels()) {
            all.put(level.name(), new Counted(level.name(), level.count(), 0));
        }
        for (LevelProfile.Level level : current.levels()) {
            Counted known = all.get(level.name());
            if (known != null) {
                all.put(level.name(), new Counted(level.name(), known.reference(), level.count()));
            } else {
                all.put(level.name(), new Counted(level.name(), 0, level.count()));
            }
        }
        List<Counted> result = new ArrayList<>(all.values());
        if (rest > 0) {
            result.add(new Counted("(other)", 0, rest));
        }
        return result;
    }

    /**
     * Of too many levels the frequent ones, the rare ones that are kept as one, and all others as one: so few shares are known
     * well from any number of rows, and a change of all names moves them.
     */
    private static List<Counted> coarse(LevelProfile reference, LevelProfile current) {
        double others = reference.outside();
        double kept = (reference.values() - others) / (reference.values() - reference.overflow());
        List<Counted> result = new ArrayList<>();
        double rareBefore = 0;
        double rareNow = 0;
        double named = 0;
        for (LevelProfile.Level level : reference.levels()) {
            double before = kept * level.count();
            double now = current.count(level.name());
            named += now;
            if (before >= RARE * reference.values()) {
                result.add(new Counted(level.name(), before, now));
            } else {
                rareBefore += before;
                rareNow += now;
            }
        }
        result.add(new Counted("(rare)", rareBefore, rareNow));
        result.add(new Counted("(other)", others, current.values() - named));
        return result;
    }

    private static List<Finding.Level> named(Stream<Counted> levels, long total, boolean reference) {
        return levels.sorted(Comparator.comparingDouble((Counted c) -> -(reference ? c.reference() : c.current())))
                .limit(NAMED)
                .map(c -> new Finding.Level(c.name(), (reference ? c.reference() : c.current()) / (double) total))
                .toList();
    }

    private static Map<String, Finding.Score> scores(double[] x, double[] y) {
        double[] p = BinDistances.normalised(x);
        double[] q = BinDistances.normalised(y);
        double[][] pooled = ChiSquared.pooled(x, y);
        ChiSquared.Result chi2 = ChiSquared.test(pooled[0], pooled[1]);
        double[] smoothP = BinDistances.smoothed(x);
        double[] smoothQ = BinDistances.smoothed(y);
        double tvd = BinDistances.totalVariation(p, q);
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        scores.put("tvd", new Finding.Score(tvd, tvd, chi2.pValue(), chi2.pValue()));
        scores.put("chi2", new Finding.Score(chi2.statistic(), chi2.statistic(), chi2.pValue(), chi2.pValue()));
        scores.put("cramersV", exact(chi2.cramersV()));
        scores.put("psi", exact(BinDistances.psi(smoothP, smoothQ)));
        scores.put("js", exact(BinDistances.jensenShannon(p, q)));
        scores.put("hellinger", exact(BinDistances.hellinger(p, q)));
        return scores;
    }

    private static Finding.Score exact(double value) {
        return NumericComparison.plain(value, value);
    }

    private static Finding.Chart chart(List<Counted> all, long rows, long currentRows) {
        double n = rows;
        double m = currentRows;
        List<Counted> sorted = all.stream()
                .sorted(Comparator.comparingDouble((Counted c) -> -(c.reference() / n + c.current() / m)))
                .toList();
        List<String> labels = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        List<Double> current = new ArrayList<>();
        double restX = 0;
        double restY = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Counted c = sorted.get(i);
            if (i < SHOWN) {
                labels.add(JsonText.shortened(c.name(), 24));
                reference.add(c.reference() / n);
                current.add(c.current() / m);
            } else {
                restX += c.reference() / n;
                restY += c.current() / m;
            }
        }
        if (sorted.size() > SHOWN) {
            labels.add((sorted.size() - SHOWN) + " more");
            reference.add(restX);
            current.add(restY);
        }
        return new Finding.Chart(labels, reference, current);
    }
}
