package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.ConfidenceBand;
import dev.slipway.driftjob.profile.VectorProfile;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.KernelDiscrepancy;
import java.util.List;
import java.util.Map;

/** Compares two profiles of vectors. */
final class VectorComparison {
    private VectorComparison() {}

    static Comparison of(
            String feature,
            VectorProfile reference,
            VectorProfile current,
            FeatureConfig config,
            List<String> messages) {
        Finding.Chart none = new Finding.Chart(List.of(), List.of(), List.of());
        messages.add(reference.basis().width() + " numbers a row");
        if (config.evidentlyCompat()) {
            messages.add(EvidentlyScores.NONE + "vectors are compared as one, by mmd");
        }
        if (reference.values() < 2 || current.values() < 2) {
            messages.add("no vectors in " + (reference.values() < 2 ? "the reference" : "the current data"));
            return new Comparison(
                    feature, reference, current, "mmd", Map.of(), null, List.of(), List.of(), none, messages);
        }
        KernelDiscrepancy.Result result = KernelDiscrepancy.of(reference, current);
        Finding.Score score = new Finding.Score(result.distance(), result.distance(), result.pValue(), result.pValue());
        return new Comparison(
                feature,
                reference,
                current,
                "mmd",
                Map.of("mmd", score),
                Comparison.evidence(
                        feature,
                        score,
                        reference.values(),
                        current.values(),
                        config.threshold(feature, "mmd"),
                        new ConfidenceBand.KernelMean()),
                List.of(),
                List.of(),
                none,
                messages);
    }
}
