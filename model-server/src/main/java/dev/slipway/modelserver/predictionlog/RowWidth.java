package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.List;
import java.util.Optional;

/** How many entries of a tensor belong to one row: its first dimension counts rows. */
final class RowWidth {
    private static final long LARGEST = 1 << 24;

    private RowWidth() {}

    /**
     * Entries of one row, empty where a dimension after the first may have any size. A tensor of one fixed dimension is
     * one row.
     */
    static Optional<Integer> of(TensorSpec spec) {
        List<Long> shape = spec.shape();
        if (shape.size() == 1 && shape.getFirst() >= 0) {
            return Optional.of(Math.toIntExact(Math.min(LARGEST, shape.getFirst())));
        }
        long width = 1;
        for (int i = 1; i < shape.size(); i++) {
            if (shape.get(i) < 0) {
                return Optional.empty();
            }
            width = Math.min(LARGEST, width * shape.get(i));
        }
        return Optional.of((int) width);
    }

    /** Rows of a tensor with so many elements in rows of this width; 0 where they do not make whole rows. */
    static int rows(int elements, int width) {
        return width > 0 && elements % width == 0 ? elements / width : 0;
    }
}
