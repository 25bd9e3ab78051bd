package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors made by hand. */
final class Tensors {
    private Tensors() {}

    static TensorSpec spec(String name, DataType type, Long... shape) {
        return new TensorSpec(name, type, List.of(shape));
    }

    static ByteBuffer pack(DataType type, Number... values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * type.size()).order(ByteOrder.nativeOrder());
        for (Number value : values) {
            switch (type) {
                case BOOL, UINT8, INT8 -> bytes.put(value.byteValue());
                case UINT16, INT16 -> bytes.putShort(value.shortValue());
                case UINT32, INT32 -> bytes.putInt(value.intValue());
                case UINT64, INT64 -> bytes.putLong(value.longValue());
                case FP16 -> bytes.putShort(Float.floatToFloat16(value.floatValue()));
                case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value.floatValue()) >>> 16));
                case FP32 -> bytes.putFloat(value.floatValue());
                case FP64 -> bytes.putDouble(value.doubleValue());
                case BYTES -> throw new IllegalArgumentException("texts are no numbers");
            }
        }
        return bytes.flip();
    }

    static TensorInput input(TensorSpec spec, long rows, Number... values) {
        return new TensorInput(spec, dims(spec, rows), new TensorInput.InPlace(pack(spec.datatype(), values)));
    }

    static TensorInput texts(TensorSpec spec, long rows, String... values) {
        return new TensorInput(spec, dims(spec, rows), new TensorInput.Strings(List.of(values)));
    }

    static OutputTensor output(TensorSpec spec, long rows, Number... values) {
        return new OutputTensor(spec, dims(spec, rows), pack(spec.datatype(), values), List.of());
    }

    static OutputTensor outputTexts(TensorSpec spec, long rows, String... values) {
        return new OutputTensor(spec, dims(spec, rows), ByteBuffer.allocate(0), List.of(values));
    }

    private static long[] dims(TensorSpec spec, long rows) {
        return spec.shape().stream().mapToLong(dim -> dim < 0 ? rows : dim).toArray();
    }
}
