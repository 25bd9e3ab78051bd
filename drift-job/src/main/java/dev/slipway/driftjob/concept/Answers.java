package dev.slipway.driftjob.concept;

import java.util.Arrays;

/**
 * Predictions and their true answers, in order of time. Classes are numbers; a class that is a name has a code.
 *
 * @param scores probability of class 1, or the predicted number; NaN where a class alone is known
 * @param classes the predicted class; NaN for numbers
 * @param labels the true class or number
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
public record Answers(double[] scores, double[] classes, double[] labels) {
    private static final double THRESHOLD = 0.5;
    private static final int CHUNKS = 20;
    private static final int LEAST_PER_CHUNK = 10;

    public int size() {
        return labels.length;
    }

    /** A value with its deviation from chance. */
    public record Measured(double value, double deviation) {}

    /** Whether all labels are 0 or 1. */
    public boolean binary() {
        return Arrays.stream(labels).allMatch(l -> l == 0 || l == 1);
    }

    private boolean classified() {
        return Arrays.stream(classes).noneMatch(Double::isNaN);
    }

    /** The metric over rows from one on and before another; NaN where it is not defined. */
    public double measure(Metric metric, int from, int to) {
        if (metric == Metric.accuracy && classified()) {
            double right = 0;
            for (int i = from; i < to; i++) {
                right += classes[i] == labels[i] ? 1 : 0;
            }
            return right / (to - from);
        }
        if (!metric.ofNumbers() && !binary()) {
            return Double.NaN;
        }
        double[] s = Arrays.copyOfRange(scores, from, to);
        double[] l = Arrays.copyOfRange(labels, from, to);
        if (Arrays.stream(s).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        return Performance.of(metric, s, l, THRESHOLD);
    }

    /** The metric over all rows. Its deviation comes from consecutive parts, so that dependence in time is in it. */
    public Measured measure(Metric metric) {
        double value = measure(metric, 0, size());
        int chunks = Math.min(CHUNKS, size() / LEAST_PER_CHUNK);
        double sum = 0;
        double squares = 0;
        int counted = 0;
        for (int c = 0; c < chunks; c++) {
            int from = (int) ((long) size() * c / chunks);
            int to = (int) ((long) size() * (c + 1) / chunks);
            double part = measure(metric, from, to);
            if (Double.isFinite(part)) {
                sum += part;
                squares += part * part;
                counted++;
            }
        }
        if (counted < 2) {
            return new Measured(value, Double.POSITIVE_INFINITY);
        }
        double variance = Math.max(0, squares - sum * sum / counted) / (counted - 1);
        return new Measured(value, Math.sqrt(variance / counted));
    }

    /** For detectors: 1 where the prediction is wrong; of numbers the absolute error. */
    public double error(int row) {
        if (!Double.isNaN(classes[row])) {
            return classes[row] == labels[row] ? 0 : 1;
        }
        if (labels[row] == 0 || labels[row] == 1) {
            return (scores[row] >= THRESHOLD) == (labels[row] == 1) ? 0 : 1;
        }
        return Math.abs(scores[row] - labels[row]);
    }
}
