package dev.slipway.driftjob.run;

import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.concept.Cbpe;
import dev.slipway.driftjob.concept.Isotonic;
import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.report.PerformanceFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Performance of the current window without labels, from scores that are calibrated on the reference (CBPE). */
final class EstimateRun {
    private static final int CHUNKS = 20;
    private static final double THRESHOLD = 0.5;

    private final PredictionConfig prediction;
    private final Optional<Baseline> baseline;

    EstimateRun(PredictionConfig prediction, Optional<Baseline> baseline) {
        this.prediction = prediction;
        this.baseline = baseline;
    }

    Optional<PerformanceFinding.Value> estimate(RunConfig.Estimate estimate, Source current, List<String> problems)
            throws IOException {
        Optional<Isotonic> calibration = baseline.flatMap(Baseline::calibration);
        if (calibration.isEmpty()) {
            problems.add(
                    "estimate: without binary labels and probabilities in the reference nothing can be calibrated");
            return Optional.empty();
        }
        double[] scores = scores(current);
        if (scores.length == 0) {
            return Optional.empty();
        }
        double[] calibrated =
                Arrays.stream(scores).map(calibration.get()::calibrate).toArray();
        double value = Cbpe.estimate(scores, calibrated, THRESHOLD).of(estimate.metric());
        return Optional.of(new PerformanceFinding.Value(
                estimate.metric().name(),
                value,
                deviation(estimate.metric(), scores, calibrated),
                PerformanceRun.reference(baseline, estimate.metric()),
                Double.NaN,
                estimate.minDrop(),
                scores.length));
    }

    private static double deviation(Metric metric, double[] scores, double[] calibrated) {
        double sum = 0;
        double squares = 0;
        int chunks = Math.min(CHUNKS, scores.length / 10);
        if (chunks < 2) {
            return Double.POSITIVE_INFINITY;
        }
        for (int c = 0; c < chunks; c++) {
            int from = (int) ((long) scores.length * c / chunks);
            int to = (int) ((long) scores.length * (c + 1) / chunks);
            double part = Cbpe.estimate(
                            Arrays.copyOfRange(scores, from, to), Arrays.copyOfRange(calibrated, from, to), THRESHOLD)
                    .of(metric);
            sum += part;
            squares += part * part;
        }
        return Math.sqrt(Math.max(0, squares - sum * sum / chunks) / (chunks - 1) / chunks);
    }

    /** Probabilities of class 1 of a sample of the window. */
    private double[] scores(Source current) throws IOException {
        AnswerColumns columns = new AnswerColumns(prediction);
        List<String> answers = columns.among(current.columns());
        List<double[]> rows = new ArrayList<>();
        Budget budget = current.fitted(new Budget(ReferenceAnswers.MAX_ROWS, Long.MAX_VALUE, 1));
        current.read(answers, budget, batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                double score = columns.score(batch, answers, row);
                if (score >= 0 && score <= 1) {
                    rows.add(new double[] {score, columns.predicted(batch, answers, row)});
                }
            }
        });
        double[] scores = rows.stream().mapToDouble(r -> r[0]).toArray();
        double[] classes = rows.stream().mapToDouble(r -> r[1]).toArray();
        Answers probable = columns.answers(scores, classes, new double[scores.length]);
        return Arrays.stream(probable.scores()).filter(s -> !Double.isNaN(s)).toArray();
    }
}
