package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.OutputTensor;
import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scores of unchanged and of occluded rows, and their differences. */
final class Scores {
    private final String output;
    private double[] before = {};
    private int[] columns = {};
    private final List<Double> falls = new ArrayList<>();

    Scores(String output) {
        this.output = output;
    }

    /** Takes the answer to the unchanged rows and finds the column of each row's score. */
    void original(OutputTensor answer, long expected) throws RequestException {
        int rows = Math.toIntExact(answer.dims()[0]);
        if (rows != expected) {
            throw RequestException.unsupported(
                    "Output '%s' has %d rows for %d; this model cannot be explained by rows.", output, rows, expected);
        }
        int width = answer.elementCount() / rows;
        before = new double[rows];
        columns = new int[rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 1; column < width; column++) {
                boolean larger = number(answer, row * width + column) > number(answer, row * width + columns[row]);
                columns[row] = larger ? column : columns[row];
            }
            before[row] = number(answer, row * width + columns[row]);
        }
    }

    /** Takes the answer to occluded rows. */
    void occluded(OutputTensor answer, int[] rows) {
        int width = answer.elementCount() / rows.length;
        for (int i = 0; i < rows.length; i++) {
            falls.add(before[rows[i]] - number(answer, i * width + columns[rows[i]]));
        }
    }

    List<Integer> columns() {
        return Arrays.stream(columns).boxed().toList();
    }

    /** By row and feature. */
    List<List<Double>> importance(int features) {
        List<List<Double>> rows = new ArrayList<>();
        for (int from = 0; from < falls.size(); from += features) {
            rows.add(List.copyOf(falls.subList(from, from + features)));
        }
        return rows;
    }

    private double number(OutputTensor answer, int index) {
        Buffer packed = answer.packed();
        return switch (packed) {
            case FloatBuffer floats -> floats.get(index);
            case DoubleBuffer doubles -> doubles.get(index);
            default -> throw new IllegalStateException("output " + output + " has no fractions");
        };
    }
}
