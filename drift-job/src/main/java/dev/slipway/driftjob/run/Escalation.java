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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Second readings of single columns: for methods that need all values, and where bounds lie on both sides of alpha. */
final class Escalation {
    private final FeatureConfig features;
    private final Optional<ExactPass> pass;

    /**
     * @param pass absent where rows cannot be read again
     */
    Escalation(FeatureConfig features, Optional<ExactPass> pass) {
        this.features = features;
        this.pass = pass;
    }

    /** The comparison with those methods of its column that need all values: tests of ranks, and Evidently's scores. */
    Comparison whole(Comparison c) {
        if (!(c.reference() instanceof NumericProfile) || c.evidence() == null) {
            return c;
        }
        boolean readable = pass.isPresent()
                && c.reference().kind() != ColumnKind.TEXT_LENGTH
                && SegmentName.of(c.feature()).all();
        List<String> ranks = readable ? shown(c, FeatureConfig.EXACT) : List.of();
        List<String> evidently = features.evidentlyCompat() ? shown(c, FeatureConfig.EVIDENTLY) : List.of();
        List<String> messages = new ArrayList<>();
        if (!evidently.isEmpty() && (!readable || c.reference().kind() == ColumnKind.TIMESTAMP)) {
            messages.add(EvidentlyScores.NONE + hindrance(c));
            evidently = List.of();
        }
        try {
            Map<String, Finding.Score> scores = scores(c, ranks, evidently, messages);
            return scores.isEmpty() && messages.isEmpty() ? c : again(c, scores, messages);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private List<String> shown(Comparison c, Set<String> methods) {
        String feature = SegmentName.of(c.feature()).feature();
        return methods.stream().filter(m -> features.shows(feature, m, true)).toList();
    }

    private String hindrance(Comparison c) {
        return switch (c.reference().kind()) {
            case TEXT_LENGTH -> "texts are compared by their lengths";
            case TIMESTAMP -> "it compares no times";
            default ->
                pass.isEmpty()
                        ? "they need the rows of the reference, of which there is a profile only"
                        : "the numbers of a segment are not read again";
        };
    }

    private Map<String, Finding.Score> scores(
            Comparison c, List<String> ranks, List<String> evidently, List<String> messages) throws IOException {
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        if (pass.isPresent() && !(ranks.isEmpty() && evidently.isEmpty())) {
            double[] x = pass.get().reference(c.feature(), messages);
            double[] y = pass.get().current(c.feature(), messages);
            scores.putAll(ExactPass.ranks(x, y, ranks));
            if (!evidently.isEmpty()) {
                boolean complete = complete((NumericProfile) c.reference()) && complete((NumericProfile) c.current());
                scores.putAll(EvidentlyScores.ofNumbers(x, y, complete, messages));
            }
        }
        return scores;
    }

    private static boolean complete(NumericProfile profile) {
        return profile.finite() == profile.rows();
    }

    /** Comparisons with exact p-values, of those whose verdict the bounds of the p-value leave open. */
    List<Comparison> exact(List<Comparison> unclear, Rule rule) {
        List<Comparison> exact = new ArrayList<>();
        for (Comparison c : unclear) {
            boolean open = rule.method() == Rule.Method.P_VALUE
                    && c.method().equals("ks")
                    && c.reference().kind() != ColumnKind.TEXT_LENGTH
                    && SegmentName.of(c.feature()).all();
            if (open && pass.isPresent()) {
                exact.add(exact(c, pass.get()));
            }
        }
        return exact;
    }

    private Comparison exact(Comparison c, ExactPass pass) {
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
