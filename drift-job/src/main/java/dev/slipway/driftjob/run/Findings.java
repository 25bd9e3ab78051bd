package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.profile.VectorProfile;
import dev.slipway.driftjob.report.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes findings of comparisons. */
final class Findings {
    private Findings() {}

    static Finding of(
            Comparison c, Verdict verdict, Rule.@Nullable Outcome outcome, FeatureConfig config, Finding.Role role) {
        SegmentName name = SegmentName.of(c.feature());
        boolean numbers = c.reference().kind().numeric();
        return new Finding(
                name.label(),
                role,
                c.reference().kind().name(),
                verdict,
                c.method(),
                config.threshold(name.feature(), c.method()),
                outcome,
                shown(c, name.feature(), numbers, config),
                side(c.reference()),
                side(c.current()),
                c.newLevels(),
                c.vanishedLevels(),
                c.chart(),
                c.messages());
    }

    /** The scores that were asked for, and the deciding one. */
    private static Map<String, Finding.Score> shown(
            Comparison c, String feature, boolean numbers, FeatureConfig config) {
        Map<String, Finding.Score> shown = new LinkedHashMap<>();
        c.scores().forEach((method, score) -> {
            if (method.equals(c.method()) || config.shows(feature, method, numbers)) {
                shown.put(method, score);
            }
        });
        return shown;
    }

    static Finding failed(
            String feature, Finding.Role role, ColumnProfile reference, ColumnProfile current, String message) {
        return new Finding(
                SegmentName.of(feature).label(),
                role,
                reference.kind().name(),
                Verdict.ERROR,
                "",
                0,
                null,
                Map.of(),
                side(reference),
                side(current),
                List.of(),
                List.of(),
                new Finding.Chart(List.of(), List.of(), List.of()),
                List.of(message));
    }

    private static Finding.Side side(ColumnProfile column) {
        return switch (column) {
            case NumericProfile n ->
                new Finding.Side(
                        n.rows(),
                        n.nulls(),
                        n.invalid(),
                        n.nans(),
                        n.positiveInfinities() + n.negativeInfinities(),
                        n.min(),
                        n.max(),
                        n.moments().beyond() > 0 ? Double.NaN : n.moments().mean(),
                        n.moments().beyond() > 0 ? Double.NaN : n.moments().deviation());
            case LevelProfile l ->
                new Finding.Side(
                        l.rows(), l.nulls(), l.invalid(), 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
            case VectorProfile v ->
                new Finding.Side(
                        v.rows(), v.nulls(), v.invalid(), 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        };
    }
}
