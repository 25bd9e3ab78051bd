package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.List;

/**
 * The columns of one input: one for each entry of a row.
 *
 * @param index the input's place in the signature
 * @param spec the input
 * @param columns their names in the order of the row's entries
 * @param masked which of them are written as null
 */
record FeatureGroup(int index, TensorSpec spec, List<String> columns, List<Boolean> masked) {
    FeatureGroup {
        columns = List.copyOf(columns);
        masked = List.copyOf(masked);
    }

    ColumnType type() {
        return ColumnType.of(spec.datatype());
    }

    int width() {
        return columns.size();
    }
}
