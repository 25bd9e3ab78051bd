package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What of a model's outputs is its prediction and what its score. A model that gives a label (one whole number or text a
 * row, as scikit-learn's classifiers do) predicts that label, and its score is the largest of the probabilities beside
 * it. A model that gives numbers alone predicts their largest's class; a model of one number a row predicts that number,
 * and the number is the score too, so that drift has something to compare.
 */
sealed interface PredictionRule {
    /** The outputs that are read, as places in the signature, in the order in which records hold them. */
    default int[] outputs() {
        return switch (this) {
            case Label label when label.scores() >= 0 -> new int[] {label.output(), label.scores()};
            case Label label -> new int[] {label.output()};
            case Largest largest -> new int[] {largest.output()};
            case Quantity quantity -> new int[] {quantity.output()};
        };
    }

    /** The type of the column {@code prediction}. */
    ColumnType type();

    /**
     * A label, with or without probabilities beside it.
     *
     * @param output place of the label in the signature's outputs
     * @param datatype its type
     * @param scores place of the probabilities, -1 where there are none
     * @param scoreType their type
     */
    record Label(int output, DataType datatype, int scores, DataType scoreType) implements PredictionRule {
        @Override
        public ColumnType type() {
            return ColumnType.of(datatype);
        }
    }

    /**
     * The class of the largest number.
     *
     * @param output place in the signature's outputs
     * @param datatype of the numbers
     * @param labels names of the classes; empty for their index
     */
    record Largest(int output, DataType datatype, List<String> labels) implements PredictionRule {
        @Override
        public ColumnType type() {
            return labels.isEmpty() ? ColumnType.BIGINT : ColumnType.TEXT;
        }
    }

    /**
     * One number a row.
     *
     * @param output place in the signature's outputs
     * @param datatype of the number
     */
    record Quantity(int output, DataType datatype) implements PredictionRule {
        @Override
        public ColumnType type() {
            return ColumnType.of(datatype);
        }
    }

    /** Names of the classes of an output, from the declared signature. */
    interface Labels {
        List<String> of(String output);
    }

    /** The rule for a model with these outputs. */
    static PredictionRule of(List<TensorSpec> outputs, Labels labels) {
        int label = first(outputs, output -> !isFloating(output.datatype()) && single(output));
        int number = first(outputs, output -> isFloating(output.datatype()) && single(output));
        int vector = first(outputs, output -> isFloating(output.datatype()) && !single(output));
        if (label >= 0) {
            int scores = vector >= 0 ? vector : number;
            DataType scoreType =
                    scores < 0 ? DataType.FP32 : outputs.get(scores).datatype();
            return new Label(label, outputs.get(label).datatype(), scores, scoreType);
        }
        if (number >= 0) {
            return new Quantity(number, outputs.get(number).datatype());
        }
        TensorSpec output = outputs.get(Math.max(vector, 0));
        return new Largest(Math.max(vector, 0), output.datatype(), labels.of(output.name()));
    }

    private static int first(List<TensorSpec> outputs, Predicate<TensorSpec> wanted) {
        for (int i = 0; i < outputs.size(); i++) {
            if (wanted.test(outputs.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean single(TensorSpec output) {
        return RowWidth.of(output).equals(Optional.of(1));
    }

    private static boolean isFloating(DataType type) {
        return switch (type) {
            case FP16, BF16, FP32, FP64 -> true;
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
        };
    }
}
