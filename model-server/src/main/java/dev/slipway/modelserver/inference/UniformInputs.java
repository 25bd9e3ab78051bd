package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/** Inputs made from a signature: one value everywhere, 1 for every variable size but the first. */
final class UniformInputs {
    private UniformInputs() {}

    static List<TensorInput> of(ModelSignature signature, int value, int rows) {
        return signature.inputs().stream()
                .map(input -> tensor(input, value, rows))
                .toList();
    }

    private static TensorInput tensor(TensorSpec input, int value, int rows) {
        long[] dims = new long[input.shape().size()];
        int count = 1;
        for (int i = 0; i < dims.length; i++) {
            long size = input.shape().get(i);
            dims[i] = size >= 0 ? size : i == 0 ? rows : 1;
            count = Math.multiplyExact(count, Math.toIntExact(dims[i]));
        }
        return new TensorInput(input, dims, elements(input.datatype(), value, count));
    }

    private static TensorInput.Elements elements(DataType type, int value, int count) {
        if (type == DataType.BYTES) {
            return new TensorInput.Strings(Collections.nCopies(count, String.valueOf(value)));
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * type.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            put(bytes, type, value);
        }
        return new TensorInput.InPlace(bytes.flip());
    }

    private static void put(ByteBuffer bytes, DataType type, int value) {
        switch (type) {
            case BOOL, UINT8, INT8 -> bytes.put((byte) value);
            case UINT16, INT16 -> bytes.putShort((short) value);
            case UINT32, INT32 -> bytes.putInt(value);
            case UINT64, INT64 -> bytes.putLong(value);
            case FP16 -> bytes.putShort(Float.floatToFloat16(value));
            case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
            case FP32 -> bytes.putFloat(value);
            case FP64 -> bytes.putDouble(value);
            case BYTES -> throw new IllegalStateException("strings have no bytes here");
        }
    }
}
