package dev.slipway.modelserver.onnx;

import dev.slipway.workload.memory.ByteBudget;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers between requests. Off-heap memory is slow to allocate, so small buffers are kept; large ones are freed at once, lest
 * one huge request pin memory for good. Each thread gets back first what it gave last: that buffer is in the processor's cache
 * and has a tensor of the right shape. What is taken and longer than {@link ByteBudget#SMALL} has its room in a budget.
 */
public final class ScratchPool {
    /** In bytes. */
    static final int LARGEST_KEPT = 1 << 20;

    private static final int KEPT_PER_THREAD = 8;
    private static final int KEPT = 64;

    private final ThreadLocal<ArrayDeque<ScratchBuffer>> own = ThreadLocal.withInitial(ArrayDeque::new);
    private final ArrayBlockingQueue<ScratchBuffer> shared = new ArrayBlockingQueue<>(KEPT);
    private final ByteBudget budget;

    /** A pool without a bound. */
    public ScratchPool() {
        this(ByteBudget.unbounded());
    }

    /** A pool whose buffers, as long as they are taken, share this budget. */
    public ScratchPool(ByteBudget budget) {
        this.budget = budget;
    }

    /** An empty buffer. */
    public ScratchBuffer take() {
        ScratchBuffer buffer = own.get().pollFirst();
        buffer = buffer == null ? shared.poll() : buffer;
        if (buffer != null && buffer.enter()) {
            return buffer;
        }
        if (buffer != null) {
            buffer.free();
        }
        return new ScratchBuffer(budget.room());
    }

    /** Strings, which are on the heap but count like buffers. */
    public CountedStrings strings() {
        return new CountedStrings(budget.room());
    }

    /** Takes a buffer back; no tensor may refer to it any more. */
    public void give(ScratchBuffer buffer) {
        buffer.leave();
        if (buffer.capacity() > LARGEST_KEPT) {
            buffer.free();
            return;
        }
        ArrayDeque<ScratchBuffer> mine = own.get();
        if (mine.size() < KEPT_PER_THREAD) {
            mine.addFirst(buffer);
        } else if (buffer.capacity() > ByteBudget.SMALL || !shared.offer(buffer)) {
            buffer.free();
        }
    }
}
