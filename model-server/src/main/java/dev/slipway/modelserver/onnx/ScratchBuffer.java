package dev.slipway.modelserver.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Off-heap bytes in native order that grow as elements arrive; ONNX Runtime reads them where they lie. Used by one
 * request at a time and then handed to the next.
 */
public final class ScratchBuffer {
    private static final int FIRST = 1 << 10;

    private ByteBuffer bytes = allocate(FIRST);

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

    int capacity() {
        return bytes.capacity();
    }

    void clear() {
        bytes.clear();
    }

    private void grow(int needed) {
        int size = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max((long) needed, 2L * bytes.capacity()));
        ByteBuffer larger = allocate(size);
        int position = bytes.position();
        larger.put(0, bytes, 0, bytes.capacity());
        bytes = larger.position(position);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
