package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.ChiSquared;
import dev.slipway.driftjob.statistics.EvidentlyBins;
import dev.slipway.driftjob.statistics.Wasserstein;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scores that Evidently 0.7.23 gives for the same two columns, so that thresholds found with it can be kept. */
final class EvidentlyScores {
    /** How a message begins that says why there are none. */
    static final String NONE = "no scores as Evidently's: ";

    private EvidentlyScores() {}

    /**
     * @param x the reference, sorted and finite
     * @param complete whether neither side has nulls, NaN or infinities
     * @param messages takes why some are missing
     */
    static Map<String, Finding.Score> ofNumbers(double[] x, double[] y, boolean complete, List<String> messages) {
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        if (x.length == 0 || y.length == 0) {
            messages.add(NONE + "a side has no numbers");
            return scores;
        }
        double distance = Wasserstein.normed(x, y);
        if (Double.isFinite(distance)) {
            scores.put("wasserstein", NumericComparison.plain(distance, distance));
        } else {
            messages.add("no wasserstein as Evidently's: the numbers are too large");
        }
        try {
            EvidentlyBins bins = EvidentlyBins.ofNumbers(x, y, complete && whole(x) && whole(y));
            distances(bins, scores);
            scores.put("kl", NumericComparison.plain(bins.kullbackLeibler(), bins.kullbackLeibler()));
        } catch (IllegalArgumentException e) {
            messages.add("no psi, js and kl as Evidently's: " + e.getMessage());
        }
        return scores;
    }

    /** A profile has the exact counts of names, unless there are too many of them or too long ones. */
    static Map<String, Finding.Score> ofNames(LevelProfile reference, LevelProfile current, List<String> messages) {
        if (reference.overflow() > 0 || current.overflow() > 0) {
            messages.add(NONE + "there are more than " + LevelProfile.MAX_LEVELS + " levels");
            return Map.of();
        }
        Map<String, double[]> counts = new LinkedHashMap<>();
        reference.levels().forEach(level -> counts.put(level.name(), new double[] {level.count(), 0}));
        current.levels()
                .forEach(level -> counts.computeIfAbsent(level.name(), name -> new double[2])[1] = level.count());
        if (counts.keySet().stream()
                .anyMatch(name -> name.getBytes(StandardCharsets.UTF_8).length >= LevelProfile.MAX_NAME)) {
            messages.add(NONE + "a level has more than " + LevelProfile.MAX_NAME + " bytes");
            return Map.of();
        }
        List<double[]> seen =
                counts.values().stream().filter(c -> c[0] + c[1] > 0).toList();
        double[] x = seen.stream().mapToDouble(c -> c[0]).toArray();
        double[] y = seen.stream().mapToDouble(c -> c[1]).toArray();
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        scores.put("chi2", Finding.Score.ofP(ChiSquared.fitPValue(x, y)));
        distances(EvidentlyBins.ofNames(x, y), scores);
        return scores;
    }

    private static void distances(EvidentlyBins bins, Map<String, Finding.Score> scores) {
        scores.put("psi", NumericComparison.plain(bins.psi(), bins.psi()));
        scores.put("js", NumericComparison.plain(bins.jensenShannon(), bins.jensenShannon()));
    }

    private static boolean whole(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == Math.rint(value));
    }
}
