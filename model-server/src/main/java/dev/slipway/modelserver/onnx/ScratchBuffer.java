package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.Room;
import java.lang.foreign.Arena;
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
    private static final int ALIGNMENT = 64;

    private final Room room;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(FIRST).order(ByteOrder.nativeOrder());
    /** Of the bytes where they are too many to wait for the collector. */
    private @Nullable Arena arena;

    private @Nullable OnnxTensor tensor;
    private @Nullable DataType tensorType;
    private long[] tensorDims = {};

    ScratchBuffer(Room room) {
        this.room = room;
    }

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

    /** Is taken; false where there is no room for what it has. */
    boolean enter() {
        return bytes.capacity() <= ByteBudget.SMALL || room.resize(bytes.capacity());
    }

    /** Is given back, empty. */
    void leave() {
        bytes.clear();
        if (bytes.capacity() > ByteBudget.SMALL) {
            boolean _ = room.resize(0);
        }
    }

    /** Frees its memory as far as that can be done; it must not be used any more. */
    void free() {
        release();
        room.close();
        if (arena != null) {
            arena.close();
        }
    }

    /** Frees the native side of the tensor, which no collector sees. */
    private void release() {
        if (tensor != null) {
            tensor.close();
            tensor = null;
        }
    }

    private void grow(int needed) {
        int capacity = bytes.capacity();
        long wanted = Math.max(needed, capacity + (capacity < ScratchPool.LARGEST_KEPT ? capacity : capacity / 2L));
        int size = (int) Math.min(Integer.MAX_VALUE - 8L, wanted);
        if (size > ByteBudget.SMALL) {
            room.require(counted(capacity) + size, "a tensor of more than " + capacity + " bytes");
        }
        Arena before = arena;
        ByteBuffer larger = allocate(size);
        int position = bytes.position();
        larger.put(0, bytes, 0, capacity);
        release();
        bytes = larger.position(position);
        if (before != null) {
            before.close();
        }
        boolean _ = room.resize(counted(size));
    }

    private static long counted(int size) {
        return size > ByteBudget.SMALL ? size : 0;
    }

    private ByteBuffer allocate(int size) {
        ByteBuffer allocated;
        if (size > ScratchPool.LARGEST_KEPT) {
            Arena own = Arena.ofShared();
            try {
                allocated = own.allocate(size, ALIGNMENT).asByteBuffer();
            } catch (OutOfMemoryError e) {
                own.close();
                throw e;
            }
            arena = own;
        } else {
            allocated = ByteBuffer.allocateDirect(size);
        }
        return allocated.order(ByteOrder.nativeOrder());
    }
}
