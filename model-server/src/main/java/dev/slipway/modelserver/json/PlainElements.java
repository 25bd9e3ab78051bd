package dev.slipway.modelserver.json;

import dev.slipway.modelserver.onnx.OutputTensor;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Writes the elements of the tensors that models mostly give, as {@link TensorElements} writes them: the shortest decimal
 * that reads back as the same number (R. Giulietti's Schubfach, which is in Java and in Jackson).
 */
public final class PlainElements {
    private PlainElements() {}

    /** Appends all elements; false where they are of another type or have a NaN or an infinity. */
    public static boolean append(StringBuilder json, OutputTensor output) {
        return append(json, output, 0, output.elementCount());
    }

    /** Appends some elements. */
    public static boolean append(StringBuilder json, OutputTensor output, int from, int to) {
        return switch (output.spec().datatype()) {
            case FP32 -> floats(json, (FloatBuffer) output.packed(), from, to);
            case FP64 -> doubles(json, (DoubleBuffer) output.packed(), from, to);
            case INT64 -> longs(json, (LongBuffer) output.packed(), from, to);
            case INT32 -> integers(json, (IntBuffer) output.packed(), from, to);
            default -> false;
        };
    }

    private static boolean floats(StringBuilder json, FloatBuffer values, int from, int to) {
        for (int i = from; i < to; i++) {
            float value = values.get(i);
            if (!Float.isFinite(value)) {
                return false;
            }
            comma(json, i > from).append(value);
        }
        return true;
    }

    private static boolean doubles(StringBuilder json, DoubleBuffer values, int from, int to) {
        for (int i = from; i < to; i++) {
            double value = values.get(i);
            if (!Double.isFinite(value)) {
                return false;
            }
            comma(json, i > from).append(value);
        }
        return true;
    }

    private static boolean longs(StringBuilder json, LongBuffer values, int from, int to) {
        for (int i = from; i < to; i++) {
            comma(json, i > from).append(values.get(i));
        }
        return true;
    }

    private static boolean integers(StringBuilder json, IntBuffer values, int from, int to) {
        for (int i = from; i < to; i++) {
            comma(json, i > from).append(values.get(i));
        }
        return true;
    }

    private static StringBuilder comma(StringBuilder json, boolean needed) {
        return needed ? json.append(',') : json;
    }
}
