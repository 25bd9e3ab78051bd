package dev.slipway.modelserver.convert;

import java.util.BitSet;
import java.util.List;

/**
 * What a file of either library says, in one shape.
 *
 * @param features columns of the input
 * @param columns their names, or empty
 * @param groups sums per row: classes or targets, else 1
 * @param body what is summed
 * @param base a start of each sum, in the space of the leaves
 * @param divisor what sums are divided by before the link: LightGBM's {@code average_output}, else 1
 * @param arithmetic how a library compares and sums
 * @param zeroIsMissing columns in which LightGBM reads 0 as missing
 * @param link from a sum to a prediction
 */
record BoostedModel(
        int features,
        List<String> columns,
        int groups,
        Body body,
        List<Double> base,
        double divisor,
        Arithmetic arithmetic,
        BitSet zeroIsMissing,
        Link link) {

    /** The two libraries differ in the last bit, and so would the predictions of rows that lie on a threshold. */
    enum Arithmetic {
        /** XGBoost: {@code float} inputs, {@code x < threshold}, sums in {@code float}. */
        FLOAT_LESS,
        /** LightGBM: {@code double} inputs, {@code x <= threshold}, sums in {@code double}. */
        DOUBLE_LESS_OR_EQUAL;

        boolean isDouble() {
            return this == DOUBLE_LESS_OR_EQUAL;
        }
    }

    /** What is summed per group. */
    sealed interface Body {}

    /** Trees, in the order of the sum. */
    record Trees(List<Tree> trees) implements Body {}

    /** XGBoost's gblinear: {@code weights[feature * groups + group]}, then one bias per group. */
    static final class Linear implements Body {
        final double[] weights;

        Linear(double[] weights) {
            this.weights = weights;
        }
    }
}
