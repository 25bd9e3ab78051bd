package dev.slipway.modelserver.onnx;

import java.nio.ByteBuffer;

/** Looks for NaN and infinities. */
public final class FiniteNumbers {
    private FiniteNumbers() {}

    /** Whether no element is NaN or an infinity; {@code bytes} are the elements in the buffer's order. */
    public static boolean all(DataType type, ByteBuffer bytes) {
        return switch (type) {
            case FP64 -> doubles(bytes);
            case FP32 -> floats(bytes);
            case FP16 -> halves(bytes, 0x7c00);
            case BF16 -> halves(bytes, 0x7f80);
            default -> true;
        };
    }

    private static boolean doubles(ByteBuffer bytes) {
        while (bytes.remaining() >= Double.BYTES) {
            if (!Double.isFinite(bytes.getDouble())) {
                return false;
            }
        }
        return true;
    }

    private static boolean floats(ByteBuffer bytes) {
        while (bytes.remaining() >= Float.BYTES) {
            if (!Float.isFinite(bytes.getFloat())) {
                return false;
            }
        }
        return true;
    }

    /** Numbers whose exponent, these bits, is all ones are not finite. */
    private static boolean halves(ByteBuffer bytes, int exponent) {
        while (bytes.remaining() >= Short.BYTES) {
            if ((bytes.getShort() & exponent) == exponent) {
                return false;
            }
        }
        return true;
    }
}
