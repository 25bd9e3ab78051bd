package dev.slipway.modelserver.precision;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.precision.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The numbers of a tensor of a graph, in and out. Codes are those of {@code TensorProto.DataType} in onnx.proto. */
final class Weights {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int HALF = 10;

    private Weights() {}

    /** How many elements there are. */
    static int count(TensorProto tensor) {
        long count = 1;
        for (long dim : tensor.getDimsList()) {
            count = Math.multiplyExact(count, dim);
        }
        return Math.toIntExact(count);
    }

    /** The elements of a FLOAT tensor, which lie in the graph itself. */
    static float[] floats(TensorProto tensor) {
        float[] values = new float[count(tensor)];
        if (tensor.hasRawData()) {
            tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
        }
        return values;
    }

    /** The same tensor as FLOAT16, as {@link #half} rounds. */
    static TensorProto halved(TensorProto tensor, String name) {
        float[] values = floats(tensor);
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(half(value));
        }
        return tensor.toBuilder()
                .clearFloatData()
                .setName(name)
                .setDataType(HALF)
                .setRawData(ByteString.copyFrom(bytes.flip()))
                .build();
    }

    /**
     * The nearest half that keeps sign and finiteness: what is too small becomes the smallest number, what is too large
     * the largest. Source: {@code onnxruntime.transformers.float16}.
     */
    static short half(float value) {
        if (value != 0 && Math.abs(value) < 5.96e-8f) {
            return (short) (value < 0 ? 0x8001 : 0x0001);
        }
        if (Float.isFinite(value) && Math.abs(value) > 65504) {
            return (short) (value < 0 ? 0xfbff : 0x7bff);
        }
        return Float.floatToFloat16(value);
    }

    static TensorProto floats(String name, List<Long> dims, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return tensor(name, FLOAT, dims, ByteString.copyFrom(bytes.flip()));
    }

    static TensorProto bytes(String name, List<Long> dims, byte... values) {
        return tensor(name, UINT8, dims, ByteString.copyFrom(values));
    }

    private static TensorProto tensor(String name, int type, List<Long> dims, ByteString raw) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllDims(dims)
                .setRawData(raw)
                .build();
    }
}
