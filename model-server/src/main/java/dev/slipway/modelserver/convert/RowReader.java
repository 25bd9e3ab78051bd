package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.BoostedModel.Arithmetic;
import java.util.Arrays;

/** Reads a row and decides at splits as the library that wrote the model does. */
final class RowReader {
    private final BoostedModel model;
    private final boolean less;

    RowReader(BoostedModel model) {
        this.model = model;
        this.less = model.arithmetic() == Arithmetic.FLOAT_LESS;
    }

    /** The row in the library's precision, with NaN for whatever is missing. */
    double[] read(double[] row) {
        double[] read = row.clone();
        for (int i = 0; i < read.length; i++) {
            if (less) {
                read[i] = (float) read[i];
            } else if (model.zeroIsMissing().get(i) && Math.abs(read[i]) <= LightGbmMissing.ZERO_RANGE) {
                read[i] = Double.NaN;
            }
        }
        return read;
    }

    /** The child that a row goes to. */
    int next(Tree tree, int node, double[] row) {
        return yes(tree, node, row[tree.feature[node]]) ? tree.yes[node] : tree.no[node];
    }

    private boolean yes(Tree tree, int node, double value) {
        if (Double.isNaN(value)) {
            return tree.missingYes[node];
        }
        int[] categories = tree.categories[node];
        if (categories != null) {
            double whole = less || value >= 0 ? Math.floor(value) : Math.ceil(value);
            return whole >= 0 && whole <= Integer.MAX_VALUE && Arrays.binarySearch(categories, (int) whole) >= 0;
        }
        return less ? value < tree.threshold[node] : value <= tree.threshold[node];
    }
}
