package dev.slipway.driftjob.evaluate;

/**
 * A dense tensor in the Open Inference Protocol's words.
 *
 * @param datatype such as FP32, INT64, BYTES
 * @param data {@code double[]} for numbers and truth values, {@code String[]} for BYTES, in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
record Tensor(String name, String datatype, long[] shape, Object data) {
    /** Rows: the first dimension. */
    int rows() {
        return shape.length == 0 ? 1 : (int) shape[0];
    }

    /** Values of a row. */
    int width() {
        long width = 1;
        for (int i = 1; i < shape.length; i++) {
            width *= shape[i];
        }
        return (int) width;
    }

    boolean text() {
        return data instanceof String[];
    }

    boolean floating() {
        return datatype.equals("FP32") || datatype.equals("FP64") || datatype.equals("FP16");
    }
}
