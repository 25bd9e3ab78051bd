package dev.slipway.modelserver.onnx;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers between requests. Off-heap memory is slow to allocate and is freed only by the collector, so small buffers
 * are kept; large ones are left to it, lest one huge request pin memory for good.
 */
public final class ScratchPool {
    private static final int KEPT = 64;
    private static final int LARGEST_KEPT = 1 << 20;

    private final ArrayBlockingQueue<ScratchBuffer> free = new ArrayBlockingQueue<>(KEPT);

    /** An empty buffer. */
    public ScratchBuffer take() {
        ScratchBuffer buffer = free.poll();
        return buffer == null ? new ScratchBuffer() : buffer;
    }

    /** Takes a buffer back; no tensor may refer to it any more. */
    public void give(ScratchBuffer buffer) {
        if (buffer.capacity() <= LARGEST_KEPT) {
            buffer.clear();
            free.offer(buffer);
        }
    }
}
