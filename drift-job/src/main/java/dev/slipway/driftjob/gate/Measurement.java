package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How metrics of a holdout's models are measured, and how sure their difference is. */
record Measurement(int resamples, long seed) {
    /** Whether all that a rule needs is there: of the candidate, and of the champion where there is one. */
    static boolean possible(Metric metric, Holdout holdout) {
        return possible(metric, holdout.candidate(), holdout)
                && holdout.champion().stream().allMatch(c -> possible(metric, c, holdout));
    }

    static boolean possible(Metric metric, Answered model, Holdout holdout) {
        return switch (metric) {
            case accuracy -> holdout.names(model);
            case f1, precision, recall -> holdout.binary() && holdout.names(model);
            case auc, logLoss, brier -> holdout.binary() && model.scored();
            case mae, rmse, r2 -> holdout.labelled() != Holdout.Labels.NAMES && model.scored();
        };
    }

    /** The value of one model; NaN where it has none. */
    static double of(Metric metric, Answered model, Holdout holdout) {
        if (!possible(metric, model, holdout)) {
            return Double.NaN;
        }
        int[] ones = new int[holdout.size()];
        Arrays.fill(ones, 1);
        return WeightedMetric.of(metric, model, holdout.labels()).value(ones);
    }

    /** Candidate against champion. */
    PairedBootstrap.Result paired(Metric metric, Holdout holdout) {
        return PairedBootstrap.of(
                metric,
                holdout.champion().orElseThrow(),
                holdout.candidate(),
                holdout.labels(),
                holdout.blocks(),
                resamples,
                seed);
    }

    /** p-values for information. */
    static Map<String, Double> tests(Metric metric, Holdout holdout, PairedBootstrap.Result result) {
        Map<String, Double> tests = new LinkedHashMap<>();
        tests.put("bootstrapNotWorse", result.notWorse());
        Answered champion = holdout.champion().orElseThrow();
        if (metric == Metric.auc) {
            tests.put(
                    "deLongP",
                    DeLong.test(champion.scores(), holdout.candidate().scores(), holdout.labels())
                            .pValue());
        }
        if (metric == Metric.accuracy) {
            tests.put(
                    "mcNemarP",
                    McNemar.test(champion.classes(), holdout.candidate().classes(), holdout.labels())
                            .pValue());
        }
        return tests;
    }
}
