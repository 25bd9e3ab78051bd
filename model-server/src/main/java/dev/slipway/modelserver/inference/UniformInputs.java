package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs made from a signature, 1 for every variable size but the first. */
final class UniformInputs {
    private static final long SEED = 42;

    private UniformInputs() {}

    /** One value everywhere. */
    static List<TensorInput> of(ModelSignature signature, int value, int rows) {
        return signature.inputs().stream()
                .map(input -> tensor(input, value, rows, false))
                .toList();
    }

    /** Rows that differ where the type has fractions; whole numbers and strings may be indices and keep the value. */
    static List<TensorInput> varied(ModelSignature signature, int value, int rows) {
        return signature.inputs().stream()
                .map(input -> tensor(input, value, rows, true))
                .toList();
    }

    private static TensorInput tensor(TensorSpec input, int value, int rows, boolean varied) {
        long[] dims = new long[input.shape().size()];
        int count = 1;
        for (int i = 0; i < dims.length; i++) {
            long size = input.shape().get(i);
            dims[i] = size >= 0 ? size : i == 0 ? rows : 1;
            count = Math.multiplyExact(count, Math.toIntExact(dims[i]));
        }
        return new TensorInput(input, dims, elements(input.datatype(), value, count, varied));
    }

    private static TensorInput.Elements elements(DataType type, int value, int count, boolean varied) {
        if (type == DataType.BYTES) {
            return new TensorInput.Strings(Collections.nCopies(count, String.valueOf(value)));
        }
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(count, type.size()))
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            put(bytes, type, varied ? value + (float) random.nextDouble() : value);
        }
        return new TensorInput.InPlace(bytes.flip());
    }

    private static void put(ByteBuffer bytes, DataType type, float value) {
        switch (type) {
            case BOOL, UINT8, INT8 -> bytes.put((byte) value);
            case UINT16, INT16 -> bytes.putShort((short) value);
            case UINT32, INT32 -> bytes.putInt((int) value);
            case UINT64, INT64 -> bytes.putLong((long) value);
            case FP16 -> bytes.putShort(Float.floatToFloat16(value));
            case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
            case FP32 -> bytes.putFloat(value);
            case FP64 -> bytes.putDouble(value);
            case BYTES -> throw new IllegalStateException("strings have no bytes here");
        }
    }
}
