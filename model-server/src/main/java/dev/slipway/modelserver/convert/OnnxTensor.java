package dev.slipway.modelserver.convert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** Constant tensors as TensorProto (onnx.proto3), with raw little-endian data. */
final class OnnxTensor {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int DOUBLE = 11;
    private static final int UINT8 = 2;

    private OnnxTensor() {}

    /** FP32 or FP64. */
    static ProtobufWriter reals(String name, boolean isDouble, double[] values, int... dims) {
        byte[] bytes = new byte[values.length * (isDouble ? Double.BYTES : Float.BYTES)];
        ByteBuffer raw = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (isDouble) {
                raw.putDouble(value);
            } else {
                raw.putFloat((float) value);
            }
        }
        return tensor(name, isDouble ? DOUBLE : FLOAT, bytes, dims);
    }

    static ProtobufWriter integers(String name, long[] values) {
        byte[] bytes = new byte[values.length * Long.BYTES];
        ByteBuffer raw = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return tensor(name, INT64, bytes, values.length);
    }

    static ProtobufWriter bytes(String name, byte[] values) {
        return tensor(name, UINT8, values, values.length);
    }

    /** BOOL [length]. */
    static ProtobufWriter flags(String name, BitSet flags, int length) {
        byte[] raw = new byte[length];
        flags.stream().forEach(i -> raw[i] = 1);
        return tensor(name, BOOL, raw, length);
    }

    private static ProtobufWriter tensor(String name, int type, byte[] raw, int... dims) {
        ProtobufWriter tensor = new ProtobufWriter();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type).text(8, name).bytes(9, raw);
    }
}
