package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A metric of one model over rows that count so many times each, as a bootstrap draws them. What does not depend on the
 * weights (losses, the order of scores) is computed once.
 */
abstract class WeightedMetric {
    private static final double LEAST_SCORE = Math.ulp(1.0);

    /** NaN where it is not defined, such as AUC without one of the classes. */
    abstract double value(int[] weights);

    static WeightedMetric of(Metric metric, Answered model, double[] labels) {
        return switch (metric) {
            case accuracy -> mean(labels.length, i -> model.classes()[i] == labels[i] ? 1 : 0, false);
            case auc -> new Auc(model.scores(), labels);
            case f1, precision, recall -> new Confusion(metric, model.classes(), labels);
            case logLoss -> mean(labels.length, i -> logLoss(model.scores()[i], labels[i]), false);
            case brier -> mean(labels.length, i -> square(model.scores()[i] - labels[i]), false);
            case mae -> mean(labels.length, i -> Math.abs(model.scores()[i] - labels[i]), false);
            case rmse -> mean(labels.length, i -> square(model.scores()[i] - labels[i]), true);
            case r2 -> new Explained(model.scores(), labels);
        };
    }

    private static double logLoss(double score, double label) {
        double s = Math.clamp(score, LEAST_SCORE, 1 - LEAST_SCORE);
        return label == 1 ? -Math.log(s) : -Math.log1p(-s);
    }

    private static double square(double x) {
        return x * x;
    }

    private interface Loss {
        double of(int row);
    }

    private static WeightedMetric mean(int rows, Loss loss, boolean root) {
        double[] losses = IntStream.range(0, rows).mapToDouble(loss::of).toArray();
        return new WeightedMetric() {
            @Override
            double value(int[] weights) {
                double sum = 0;
                double count = 0;
                for (int i = 0; i < losses.length; i++) {
                    sum += weights[i] * losses[i];
                    count += weights[i];
                }
                return root ? Math.sqrt(sum / count) : sum / count;
            }
        };
    }

    private static final class Confusion extends WeightedMetric {
        private final Metric metric;
        private final double[] classes;
        private final double[] labels;

        Confusion(Metric metric, double[] classes, double[] labels) {
            this.metric = metric;
            this.classes = classes;
            this.labels = labels;
        }

        @Override
        double value(int[] weights) {
            double tp = 0;
            double fp = 0;
            double fn = 0;
            for (int i = 0; i < labels.length; i++) {
                boolean hit = classes[i] == 1;
                boolean one = labels[i] == 1;
                tp += hit && one ? weights[i] : 0;
                fp += hit && !one ? weights[i] : 0;
                fn += !hit && one ? weights[i] : 0;
            }
            return switch (metric) {
                case precision -> tp / (tp + fp);
                case recall -> tp / (tp + fn);
                default -> 2 * tp / (2 * tp + fp + fn);
            };
        }
    }

    private static final class Auc extends WeightedMetric {
        private final int[] order;
        private final double[] scores;
        private final double[] labels;

        Auc(double[] scores, double[] labels) {
            this.scores = scores;
            this.labels = labels;
            this.order = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> scores[i]))
                    .mapToInt(i -> i)
                    .toArray();
        }

        @Override
        double value(int[] weights) {
            double below = 0;
            double ones = 0;
            double area = 0;
            for (int from = 0; from < order.length; ) {
                double score = scores[order[from]];
                double onesHere = 0;
                double zerosHere = 0;
                while (from < order.length && scores[order[from]] == score) {
                    int row = order[from++];
                    onesHere += labels[row] == 1 ? weights[row] : 0;
                    zerosHere += labels[row] == 1 ? 0 : weights[row];
                }
                area += onesHere * (below + zerosHere / 2);
                ones += onesHere;
                below += zerosHere;
            }
            return area / (ones * below);
        }
    }

    private static final class Explained extends WeightedMetric {
        private final double[] predictions;
        private final double[] labels;

        Explained(double[] predictions, double[] labels) {
            this.predictions = predictions;
            this.labels = labels;
        }

        @Override
        double value(int[] weights) {
            double count = 0;
            double sum = 0;
            for (int i = 0; i < labels.length; i++) {
                count += weights[i];
                sum += weights[i] * labels[i];
            }
            double mean = sum / count;
            double total = 0;
            double rest = 0;
            for (int i = 0; i < labels.length; i++) {
                total += weights[i] * square(labels[i] - mean);
                rest += weights[i] * square(labels[i] - predictions[i]);
            }
            return total == 0 ? Double.NaN : 1 - rest / total;
        }
    }
}
