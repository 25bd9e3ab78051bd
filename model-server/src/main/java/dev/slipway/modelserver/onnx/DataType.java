package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.Optional;

/**
 * The element types of the Open Inference Protocol. Names and sizes are the protocol's; the codes are those of
 * {@code TensorProto.DataType} in onnx.proto3.
 */
public enum DataType {
    /** true or false, one byte. */
    BOOL(9, 1, OnnxJavaType.BOOL),
    /** Unsigned 8 bits. */
    UINT8(2, 1, OnnxJavaType.UINT8),
    /** Unsigned 16 bits, carried as INT16: ONNX Runtime's Java API cannot create it. */
    UINT16(4, 2, OnnxJavaType.INT16),
    /** Unsigned 32 bits, carried as INT32: ONNX Runtime's Java API cannot create it. */
    UINT32(12, 4, OnnxJavaType.INT32),
    /** Unsigned 64 bits, carried as INT64: ONNX Runtime's Java API cannot create it. */
    UINT64(13, 8, OnnxJavaType.INT64),
    /** Signed 8 bits. */
    INT8(3, 1, OnnxJavaType.INT8),
    /** Signed 16 bits. */
    INT16(5, 2, OnnxJavaType.INT16),
    /** Signed 32 bits. */
    INT32(6, 4, OnnxJavaType.INT32),
    /** Signed 64 bits. */
    INT64(7, 8, OnnxJavaType.INT64),
    /** IEEE 754 half precision. */
    FP16(10, 2, OnnxJavaType.FLOAT16),
    /** The upper half of a single precision number. */
    BF16(16, 2, OnnxJavaType.BFLOAT16),
    /** IEEE 754 single precision. */
    FP32(1, 4, OnnxJavaType.FLOAT),
    /** IEEE 754 double precision. */
    FP64(11, 8, OnnxJavaType.DOUBLE),
    /** Strings of any length. */
    BYTES(8, 0, OnnxJavaType.STRING);

    private static final DataType[] BY_ONNX_CODE = new DataType[32];

    static {
        for (DataType type : values()) {
            BY_ONNX_CODE[type.onnxCode] = type;
        }
    }

    private final int onnxCode;
    private final int size;
    private final OnnxJavaType java;

    DataType(int onnxCode, int size, OnnxJavaType java) {
        this.onnxCode = onnxCode;
        this.size = size;
        this.java = java;
    }

    /** Bytes of one element; 0 for {@link #BYTES}. */
    public int size() {
        return size;
    }

    /** The type in ONNX Runtime's Java API whose bits it is carried in. */
    public OnnxJavaType java() {
        return java;
    }

    /**
     * The type that a session takes and gives for it. Wide unsigned numbers travel in the signed type of the same width:
     * a Cast at the graph's edge keeps every bit.
     */
    public DataType carrier() {
        return switch (this) {
            case UINT16 -> INT16;
            case UINT32 -> INT32;
            case UINT64 -> INT64;
            default -> this;
        };
    }

    /** The code in onnx.proto3. */
    int onnxCode() {
        return onnxCode;
    }

    /** The type with this code of onnx.proto3, empty for complex, 8-bit float and 4-bit types. */
    public static Optional<DataType> ofOnnx(long code) {
        return code < 0 || code >= BY_ONNX_CODE.length
                ? Optional.empty()
                : Optional.ofNullable(BY_ONNX_CODE[(int) code]);
    }

    /** The type with this protocol name. */
    public static Optional<DataType> named(String name) {
        for (DataType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
