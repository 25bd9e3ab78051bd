package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.json.ElementValues;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An output of one row of class probabilities per row of the request. */
final class Probabilities {
    private static final double SUM_TOLERANCE = 1e-3;

    private final ElementValues values;
    private final int classes;
    private final boolean single;
    private final List<String> labels;
    private final boolean numbers;

    private Probabilities(ElementValues values, int classes, boolean single, List<String> labels, boolean numbers) {
        this.numbers = numbers;
        this.values = values;
        this.classes = classes;
        this.single = single;
        this.labels = labels;
    }

    static Probabilities of(OutputTensor output, List<String> labels, boolean numbers) {
        boolean single = output.spec().datatype() == DataType.FP32;
        return new Probabilities(ElementValues.of(output), (int) output.dims()[1], single, labels, numbers);
    }

    /**
     * The likeliest class of a row.
     *
     * @param index which class
     * @param label its name, or nothing
     * @param number whether the name is a whole number
     * @param value its probability
     * @param single whether that is of single precision, which tells how many digits are true
     */
    record Best(int index, @Nullable String label, boolean number, double value, boolean single) {
        void writeClass(JsonGenerator json) throws IOException {
            if (label == null) {
                json.writeNumber(index);
            } else if (number) {
                json.writeNumber(label);
            } else {
                json.writeString(label);
            }
        }

        /** With as many digits as it has. */
        java.math.BigDecimal probability() {
            return new java.math.BigDecimal(single ? Float.toString((float) value) : Double.toString(value));
        }
    }

    /** Nothing where a row is no distribution over at least two classes: then the model gives something else. */
    @Nullable
    Best best(int row) {
        double sum = 0;
        int best = 0;
        for (int i = 0; i < classes; i++) {
            double value = values.get(row * classes + i);
            if (!(value >= 0 && value <= 1 + SUM_TOLERANCE)) {
                return null;
            }
            sum += value;
            best = value > values.get(row * classes + best) ? i : best;
        }
        if (classes < 2 || Math.abs(sum - 1) > SUM_TOLERANCE) {
            return null;
        }
        String label = best < labels.size() ? labels.get(best) : null;
        return new Best(best, label, numbers, values.get(row * classes + best), single);
    }
}
