package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.ConfidenceBand;
import dev.slipway.driftjob.decision.Evidence;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.VectorProfile;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One column compared, before the verdict, which depends on the other columns too.
 *
 * @param feature its name in the profile
 * @param evidence null where a side has no values
 */
record Comparison(
        String feature,
        ColumnProfile reference,
        ColumnProfile current,
        String method,
        Map<String, Finding.Score> scores,
        @Nullable Evidence evidence,
        List<Finding.Level> newLevels,
        List<Finding.Level> vanishedLevels,
        Finding.Chart chart,
        List<String> messages) {

    static Comparison of(String feature, ColumnProfile reference, ColumnProfile current, FeatureConfig config) {
        List<String> messages = new ArrayList<>();
        nulls(reference, current, messages);
        return switch (reference) {
            case NumericProfile numbers ->
                NumericComparison.of(feature, numbers, (NumericProfile) current, config, messages, Map.of());
            case LevelProfile levels -> LevelComparison.of(feature, levels, (LevelProfile) current, config, messages);
            case VectorProfile vectors ->
                VectorComparison.of(feature, vectors, (VectorProfile) current, config, messages);
        };
    }

    /** A jump of the share of nulls is drift that no distribution of values shows. */
    private static void nulls(ColumnProfile reference, ColumnProfile current, List<String> messages) {
        double before = share(reference.nulls(), reference.rows());
        double now = share(current.nulls(), current.rows());
        double deviation = Math.sqrt(before * (1 - before) / Math.max(1, current.rows())
                + before * (1 - before) / Math.max(1, reference.rows()));
        if (Math.abs(now - before) > Math.max(0.001, 5 * deviation)) {
            messages.add("nulls: %s of the reference, %s now".formatted(percent(before), percent(now)));
        }
        if (current.invalid() > 0) {
            messages.add(current.invalid() + " values are not "
                    + current.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    static Evidence evidence(
            String feature, Finding.Score score, long n, long m, double threshold, @Nullable ConfidenceBand band) {
        boolean hasP = !Double.isNaN(score.pLow());
        return new Evidence(
                feature,
                new Interval(score.low(), score.high()),
                hasP ? new Interval(score.pLow(), score.pHigh()) : new Interval(Double.NaN, Double.NaN),
                (double) n,
                (double) m,
                threshold,
                band == null ? new ConfidenceBand.KolmogorovSmirnov() : band,
                band != null,
                score.ofP());
    }

    static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
