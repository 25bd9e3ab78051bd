package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.gate.Answered;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's outputs, row by row: the label where it gives one, and the probability of class 1, or the number. The label is an
 * output of one whole number or text a row; probabilities are an output of two numbers a row, or of one. Of two it is the one
 * that is greater where the model's label is 1, since libraries sort the classes by their names; without a label, the last.
 */
final class RowAnswers {
    private final LabelCodes codes;
    private final double threshold;
    private final List<double[]> scores = new ArrayList<>();
    private final List<double[]> firsts = new ArrayList<>();
    private final List<double[]> classes = new ArrayList<>();
    private boolean labelled;

    RowAnswers(LabelCodes codes, double threshold) {
        this.codes = codes;
        this.threshold = threshold;
    }

    void add(Model model, List<Tensor> outputs, int rows) throws FailureException {
        Tensor label = null;
        Tensor numbers = null;
        for (Tensor output : outputs) {
            if (output.rows() != rows) {
                throw OnnxFileModel.invalid(model.identity(), "it answered " + output.rows() + " rows to " + rows);
            }
            if (!output.floating() && output.width() == 1) {
                label = label == null ? output : label;
            } else if (output.floating()) {
                numbers = numbers == null ? output : numbers;
            }
        }
        if (label == null && numbers == null) {
            throw OnnxFileModel.invalid(model.identity(), "no output is a label or a number a row");
        }
        labelled |= label != null;
        scores.add(numbers == null ? filled(rows) : column(numbers, rows, numbers.width() - 1));
        if (numbers != null && label != null && numbers.width() == 2) {
            firsts.add(column(numbers, rows, 0));
        }
        classes.add(label == null ? argmax(numbers, rows) : codes.of(label));
    }

    private static double[] filled(int rows) {
        double[] nothing = new double[rows];
        Arrays.fill(nothing, Double.NaN);
        return nothing;
    }

    /** A column of one or two; of more none is the probability of class 1. */
    private static double[] column(Tensor numbers, int rows, int column) {
        double[] data = (double[]) numbers.data();
        int width = numbers.width();
        double[] values = filled(rows);
        for (int row = 0; row < rows && width <= 2; row++) {
            values[row] = data[row * width + column];
        }
        return values;
    }

    /** Without a label: the greatest of several numbers is the class, by its place. */
    private static double[] argmax(@Nullable Tensor numbers, int rows) {
        double[] classes = filled(rows);
        int width = numbers == null ? 1 : numbers.width();
        for (int row = 0; numbers != null && width > 2 && row < rows; row++) {
            double[] data = (double[]) numbers.data();
            int best = 0;
            for (int c = 1; c < width; c++) {
                best = data[row * width + c] > data[row * width + best] ? c : best;
            }
            classes[row] = best;
        }
        return classes;
    }

    /**
     * All answers.
     *
     * @param binary whether labels are 0 and 1: a score without a label then gives the class at the threshold
     */
    Answered answered(boolean binary) {
        double[] s = joined(scores);
        double[] c = joined(classes);
        if (binary && !firsts.isEmpty()) {
            double[] first = joined(firsts);
            s = lean(first, c) > lean(s, c) ? first : s;
        }
        for (int i = 0; binary && !labelled && i < c.length; i++) {
            c[i] = Double.isNaN(c[i]) && !Double.isNaN(s[i]) ? s[i] >= threshold ? 1 : 0 : c[i];
        }
        return new Answered(s, c);
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** How much greater the column is where the class is 1 than where it is 0; one class alone is held against a half. */
    private static double lean(double[] column, double[] classes) {
        double[] sums = {0, 0};
        int[] counts = {0, 0};
        for (int i = 0; i < column.length; i++) {
            if (classes[i] == 0 || classes[i] == 1) {
                sums[(int) classes[i]] += column[i];
                counts[(int) classes[i]]++;
            }
        }
        double of0 = counts[0] == 0 ? 0.5 : sums[0] / counts[0];
        double of1 = counts[1] == 0 ? 0.5 : sums[1] / counts[1];
        return of1 - of0;
    }
}
