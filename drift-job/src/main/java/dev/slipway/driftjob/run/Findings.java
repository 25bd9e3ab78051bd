package dev.slipway.driftjob.run;

import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.report.Finding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes findings of comparisons. */
final class Findings {
    private Findings() {}

    static Finding of(Comparison c, Verdict verdict, Rule.@Nullable Outcome outcome, RunConfig config) {
        return new Finding(
                c.feature(),
                c.reference().kind().name(),
                verdict,
                c.method(),
                config.threshold(c.feature()),
                outcome,
                c.scores(),
                side(c.reference()),
                side(c.current()),
                c.newLevels(),
                c.vanishedLevels(),
                c.chart(),
                c.messages());
    }

    static Finding failed(String feature, ColumnProfile reference, ColumnProfile current, String message) {
        return new Finding(
                feature,
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
                        n.moments().mean(),
                        n.moments().deviation());
            case LevelProfile l ->
                new Finding.Side(
                        l.rows(), l.nulls(), l.invalid(), 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        };
    }
}
