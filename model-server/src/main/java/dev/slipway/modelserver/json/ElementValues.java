package dev.slipway.modelserver.json;

import dev.slipway.modelserver.onnx.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** The elements of a number or boolean tensor as numbers to compare, by their row-major index. */
public final class ElementValues {
    private final IntToDoubleFunction values;
    private final boolean whole;

    private ElementValues(IntToDoubleFunction values, boolean whole) {
        this.values = values;
        this.whole = whole;
    }

    /** The elements of a tensor that is not of strings. */
    public static ElementValues of(OutputTensor output) {
        return switch (output.spec().datatype()) {
            case FP32 -> new ElementValues(((FloatBuffer) output.packed())::get, false);
            case FP64 -> new ElementValues(((DoubleBuffer) output.packed())::get, false);
            case FP16 -> halves((ShortBuffer) output.packed());
            case BF16 -> brains((ShortBuffer) output.packed());
            case BOOL, UINT8 -> bytes((ByteBuffer) output.packed(), 0xff);
            case INT8 -> bytes((ByteBuffer) output.packed(), -1);
            case UINT16 -> shorts((ShortBuffer) output.packed(), 0xffff);
            case INT16 -> shorts((ShortBuffer) output.packed(), -1);
            case UINT32 -> integers((IntBuffer) output.packed(), 0xffffffffL);
            case INT32 -> integers((IntBuffer) output.packed(), -1);
            case INT64 -> new ElementValues(((LongBuffer) output.packed())::get, true);
            case UINT64 -> unsigned((LongBuffer) output.packed());
            case BYTES -> throw new IllegalArgumentException("strings are no numbers");
        };
    }

    /** One element; whole numbers beyond 2^53 are rounded. */
    public double get(int index) {
        return values.applyAsDouble(index);
    }

    /** One element as C++'s {@code std::to_string} writes it: six digits after the point, or none for whole numbers. */
    public String text(int index) {
        double value = get(index);
        return whole ? String.valueOf((long) value) : String.format(Locale.ROOT, "%f", value);
    }

    private static ElementValues halves(ShortBuffer values) {
        return new ElementValues(i -> Float.float16ToFloat(values.get(i)), false);
    }

    private static ElementValues brains(ShortBuffer values) {
        return new ElementValues(i -> Bfloat16.toFloat(values.get(i)), false);
    }

    private static ElementValues bytes(ByteBuffer values, int mask) {
        return new ElementValues(i -> values.get(i) & mask, true);
    }

    private static ElementValues shorts(ShortBuffer values, int mask) {
        return new ElementValues(i -> values.get(i) & mask, true);
    }

    private static ElementValues integers(IntBuffer values, long mask) {
        return new ElementValues(i -> values.get(i) & mask, true);
    }

    private static ElementValues unsigned(LongBuffer values) {
        return new ElementValues(
                i -> {
                    long value = values.get(i);
                    return value >= 0 ? value : (value >>> 1) * 2.0;
                },
                true);
    }
}
