package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.report.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Second readings of single columns: for tests of ranks that are asked for, and where bounds lie on both sides of alpha. */
final class Escalation {
    private final FeatureConfig features;
    private final ExactPass pass;

    Escalation(FeatureConfig features, ExactPass pass) {
        this.features = features;
        this.pass = pass;
    }

    /** The comparison with the tests of ranks that its column asks for. */
    Comparison ranks(Comparison c) {
        boolean numbers = c.reference() instanceof NumericProfile
                && c.reference().kind() != ColumnKind.TEXT_LENGTH
                && SegmentName.of(c.feature()).all();
        List<String> methods = FeatureConfig.EXACT.stream()
                .filter(m -> numbers && features.shows(c.feature(), m, true))
                .toList();
        if (methods.isEmpty() || c.evidence() == null) {
            return c;
        }
        try {
            List<String> messages = new ArrayList<>();
            return again(c, pass.ranks(c.feature(), methods, messages), messages);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Comparisons with exact p-values, of those whose verdict the bounds of the p-value leave open. */
    List<Comparison> exact(List<Comparison> unclear, Rule rule) {
        List<Comparison> exact = new ArrayList<>();
        for (Comparison c : unclear) {
            boolean open = rule.method() == Rule.Method.P_VALUE
                    && c.method().equals("ks")
                    && c.reference().kind() != ColumnKind.TEXT_LENGTH
                    && SegmentName.of(c.feature()).all();
            if (open) {
                exact.add(exact(c));
            }
        }
        return exact;
    }

    private Comparison exact(Comparison c) {
        try {
            Optional<Finding.Score> score =
                    pass.kolmogorovSmirnov(c.feature(), (NumericProfile) c.reference(), (NumericProfile) c.current());
            if (score.isEmpty()) {
                return again(
                        c,
                        Map.of(),
                        List.of("the p-value is known by bounds only: too many values lie near the"
                                + " greatest difference to read them again"));
            }
            return again(c, Map.of("ks", score.get()), List.of("read again for an exact p-value"));
        } catch (IOException | IllegalArgumentException e) {
            return again(c, Map.of(), List.of("could not be read again for an exact p-value: " + e.getMessage()));
        }
    }

    private Comparison again(Comparison c, Map<String, Finding.Score> scores, List<String> messages) {
        List<String> all = new ArrayList<>(c.messages());
        all.addAll(messages);
        Comparison again = NumericComparison.of(
                c.feature(),
                (NumericProfile) c.reference(),
                (NumericProfile) c.current(),
                features,
                new ArrayList<>(),
                scores);
        return new Comparison(
                again.feature(),
                again.reference(),
                again.current(),
                again.method(),
                again.scores(),
                again.evidence(),
                again.newLevels(),
                again.vanishedLevels(),
                again.chart(),
                all);
    }
}
