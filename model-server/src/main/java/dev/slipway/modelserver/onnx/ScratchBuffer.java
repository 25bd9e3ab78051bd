package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Off-heap bytes in native order that grow as elements arrive; ONNX Runtime reads them where they lie. Used by one
 * request at a time and then handed to the next, together with the tensor over it: making one costs more than a small
 * model's run, and most requests of a model have the same shape.
 */
public final class ScratchBuffer {
    private static final int FIRST = 1 << 10;

    private ByteBuffer bytes = allocate(FIRST);
    private @Nullable OnnxTensor tensor;
    private @Nullable DataType tensorType;
    private long[] tensorDims = {};

    /** The buffer to put {@code size} more bytes into, at its position. */
    public ByteBuffer room(int size) {
        if (bytes.remaining() < size) {
            grow(bytes.position() + size);
        }
        return bytes;
    }

    /** Moves to a byte offset, for elements that arrive out of order. */
    public void seek(int offset) {
        if (offset > bytes.capacity()) {
            grow(offset);
        }
        bytes.position(offset);
    }

    /** A view of the first {@code length} bytes. */
    ByteBuffer filled(int length) {
        return bytes.slice(0, length).order(ByteOrder.nativeOrder());
    }

    /** A tensor over the first bytes, valid until this buffer is given back. */
    OnnxTensor tensor(OrtEnvironment environment, DataType type, long[] dims, int length) throws OrtException {
        OnnxTensor last = tensor;
        if (last != null && tensorType == type && Arrays.equals(tensorDims, dims)) {
            return last;
        }
        release();
        OnnxTensor made = OnnxTensor.createTensor(environment, filled(length), dims, type.java());
        tensor = made;
        tensorType = type;
        tensorDims = dims;
        return made;
    }

    int capacity() {
        return bytes.capacity();
    }

    void clear() {
        bytes.clear();
    }

    /** Frees the native side of the tensor, which no collector sees. */
    void release() {
        if (tensor != null) {
            tensor.close();
            tensor = null;
        }
    }

    private void grow(int needed) {
        int size = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max((long) needed, 2L * bytes.capacity()));
        ByteBuffer larger = allocate(size);
        int position = bytes.position();
        larger.put(0, bytes, 0, bytes.capacity());
        release();
        bytes = larger.position(position);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
