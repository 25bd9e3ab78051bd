package dev.slipway.driftjob.concept;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How well predictions meet labels. Scores are probabilities of label 1; labels are 0 or 1 but for {@link #rmse}. */
public final class Performance {
    /** Scores are kept this far from 0 and 1 in {@link #logLoss}, as scikit-learn does. */
    private static final double LEAST_SCORE = Math.ulp(1.0);

    private Performance() {}

    /** Share of rows whose score is on the label's side of the threshold; at the threshold counts as 1. */
    public static double accuracy(double[] scores, double[] labels, double threshold) {
        double right = 0;
        for (int i = 0; i < scores.length; i++) {
            right += (scores[i] >= threshold) == (labels[i] == 1) ? 1 : 0;
        }
        return right / scores.length;
    }

    /** Area under the ROC curve: chance that a 1 scores above a 0, ties half. NaN where a class is missing. */
    public static double auc(double[] scores, double[] labels) {
        return Roc.area(scores, labels);
    }

    public static double logLoss(double[] scores, double[] labels) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double score = Math.clamp(scores[i], LEAST_SCORE, 1 - LEAST_SCORE);
            sum -= labels[i] == 1 ? Math.log(score) : Math.log1p(-score);
        }
        return sum / scores.length;
    }

    public static double brier(double[] scores, double[] labels) {
        double root = rmse(scores, labels);
        return root * root;
    }

    /** Of label 1 at the threshold: precision and recall's harmonic mean; NaN where there is no 1 on either side. */
    public static double f1(double[] scores, double[] labels, double threshold) {
        double[] c = confusion(scores, labels, threshold);
        return 2 * c[0] / (2 * c[0] + c[1] + c[2]);
    }

    public static double precision(double[] scores, double[] labels, double threshold) {
        double[] c = confusion(scores, labels, threshold);
        return c[0] / (c[0] + c[1]);
    }

    public static double recall(double[] scores, double[] labels, double threshold) {
        double[] c = confusion(scores, labels, threshold);
        return c[0] / (c[0] + c[2]);
    }

    /** True positives, false positives, false negatives. */
    private static double[] confusion(double[] scores, double[] labels, double threshold) {
        double[] c = new double[3];
        for (int i = 0; i < scores.length; i++) {
            boolean hit = scores[i] >= threshold;
            c[0] += hit && labels[i] == 1 ? 1 : 0;
            c[1] += hit && labels[i] != 1 ? 1 : 0;
            c[2] += !hit && labels[i] == 1 ? 1 : 0;
        }
        return c;
    }

    public static double mae(double[] predictions, double[] labels) {
        double sum = 0;
        for (int i = 0; i < predictions.length; i++) {
            sum += Math.abs(predictions[i] - labels[i]);
        }
        return sum / predictions.length;
    }

    /** Share of the labels' variance that predictions explain; NaN where labels do not vary. */
    public static double r2(double[] predictions, double[] labels) {
        double mean = Arrays.stream(labels).sum() / labels.length;
        double total = 0;
        double rest = 0;
        for (int i = 0; i < labels.length; i++) {
            total += (labels[i] - mean) * (labels[i] - mean);
            rest += (labels[i] - predictions[i]) * (labels[i] - predictions[i]);
        }
        return total == 0 ? Double.NaN : 1 - rest / total;
    }

    /** A metric of scores, or of predicted numbers; NaN where it is not defined for these rows. */
    public static double of(Metric metric, double[] scores, double[] labels, double threshold) {
        return switch (metric) {
            case accuracy -> accuracy(scores, labels, threshold);
            case auc -> auc(scores, labels);
            case f1 -> f1(scores, labels, threshold);
            case precision -> precision(scores, labels, threshold);
            case recall -> recall(scores, labels, threshold);
            case logLoss -> logLoss(scores, labels);
            case brier -> brier(scores, labels);
            case mae -> mae(scores, labels);
            case rmse -> rmse(scores, labels);
            case r2 -> r2(scores, labels);
        };
    }

    public static double rmse(double[] predictions, double[] labels) {
        double sum = 0;
        for (int i = 0; i < predictions.length; i++) {
            double error = predictions[i] - labels[i];
            sum += error * error;
        }
        return Math.sqrt(sum / predictions.length);
    }

    /** Areas under curves of weighted labels. */
    static final class Roc {
        private Roc() {}

        /**
         * @param weights for each row how much of it is a 1: a label, or a calibrated probability
         */
        static double area(double[] scores, double[] weights) {
            int[] order = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> scores[i]))
                    .mapToInt(i -> i)
                    .toArray();
            double below = 0;
            double area = 0;
            double ones = Arrays.stream(weights).sum();
            double zeros = scores.length - ones;
            for (int from = 0; from < order.length; ) {
                int to = from;
                double onesHere = 0;
                while (to < order.length && scores[order[to]] == scores[order[from]]) {
                    onesHere += weights[order[to++]];
                }
                double zerosHere = to - from - onesHere;
                area += onesHere * (below + zerosHere / 2);
                below += zerosHere;
                from = to;
            }
            return area / (ones * zeros);
        }
    }
}
