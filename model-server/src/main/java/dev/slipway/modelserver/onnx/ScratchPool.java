package dev.slipway.modelserver.onnx;

import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers between requests. Off-heap memory is slow to allocate and is freed only by the collector, so small buffers
 * are kept; large ones are left to it, lest one huge request pin memory for good. Each thread gets back first what it
 * gave last: that buffer is in the processor's cache and has a tensor of the right shape.
 */
public final class ScratchPool {
    private static final int KEPT_PER_THREAD = 8;
    private static final int KEPT = 64;
    private static final int LARGEST_KEPT = 1 << 20;

    private final ThreadLocal<ArrayDeque<ScratchBuffer>> own = ThreadLocal.withInitial(ArrayDeque::new);
    private final ArrayBlockingQueue<ScratchBuffer> shared = new ArrayBlockingQueue<>(KEPT);

    /** An empty buffer. */
    public ScratchBuffer take() {
        ScratchBuffer buffer = own.get().pollFirst();
        buffer = buffer == null ? shared.poll() : buffer;
        return buffer == null ? new ScratchBuffer() : buffer;
    }

    /** Takes a buffer back; no tensor may refer to it any more. */
    public void give(ScratchBuffer buffer) {
        buffer.clear();
        if (buffer.capacity() > LARGEST_KEPT) {
            buffer.release();
            return;
        }
        ArrayDeque<ScratchBuffer> mine = own.get();
        if (mine.size() < KEPT_PER_THREAD) {
            mine.addFirst(buffer);
        } else if (!shared.offer(buffer)) {
            buffer.release();
        }
    }
}
