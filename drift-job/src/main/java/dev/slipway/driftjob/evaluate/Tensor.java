package dev.slipway.driftjob.evaluate;

import java.util.Arrays;
import java.util.List;

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

    /** Whether there are as many values as the shape says. */
    boolean whole() {
        long count = 1;
        for (long size : shape) {
            count = size < 0 || size > Integer.MAX_VALUE ? -1 : count * size;
            if (count < 0 || count > Integer.MAX_VALUE) {
                return false;
            }
        }
        return count == (data instanceof String[] texts ? texts.length : ((double[]) data).length);
    }

    boolean floating() {
        return datatype.equals("FP32") || datatype.equals("FP64") || datatype.equals("FP16");
    }

    /** Some of its rows. */
    Tensor rows(int from, int to) {
        int width = width();
        Object part = data instanceof String[] texts
                ? Arrays.copyOfRange(texts, from * width, to * width)
                : Arrays.copyOfRange((double[]) data, from * width, to * width);
        return new Tensor(name, datatype, ofRows(to - from), part);
    }

    /** One tensor of the rows of several that are alike but for their number of rows. */
    static Tensor joined(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        Object all = first.data instanceof String[]
                ? parts.stream()
                        .flatMap(part -> Arrays.stream((String[]) part.data))
                        .toArray(String[]::new)
                : parts.stream()
                        .flatMapToDouble(part -> Arrays.stream((double[]) part.data))
                        .toArray();
        return new Tensor(
                first.name,
                first.datatype,
                first.ofRows(parts.stream().mapToInt(Tensor::rows).sum()),
                all);
    }

    private long[] ofRows(long rows) {
        long[] other = shape.clone();
        other[0] = rows;
        return other;
    }

    /** Whether it is the same output of other rows. */
    boolean like(Tensor other) {
        return name.equals(other.name) && datatype.equals(other.datatype) && width() == other.width();
    }
}
