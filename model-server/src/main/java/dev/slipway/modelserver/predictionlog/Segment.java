package dev.slipway.modelserver.predictionlog;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/** A piece of the buffer, off the heap. Places in it are handed out under the buffer's lock and filled outside of it. */
final class Segment {
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer bytes;
    private final AtomicInteger beingFilled = new AtomicInteger();
    private int used;
    private long rows;

    Segment(int capacity) {
        bytes = arena.allocate(capacity, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    int capacity() {
        return bytes.capacity();
    }

    int used() {
        return used;
    }

    long rows() {
        return rows;
    }

    boolean fits(int size) {
        return bytes.capacity() - used >= size;
    }

    /** Hands out a place; under the buffer's lock. */
    int place(int size, int rowCount) {
        int offset = used;
        bytes.putInt(offset, size);
        bytes.putInt(offset + LogRecord.STATE, LogRecord.VOID);
        used += size;
        rows += rowCount;
        beingFilled.incrementAndGet();
        return offset;
    }

    /** A view of one place, for the thread that fills it. */
    ByteBuffer view(int offset, int size) {
        return bytes.slice(offset, size).order(ByteOrder.nativeOrder());
    }

    /** The place is filled, or given up. */
    void filled() {
        beingFilled.decrementAndGet();
    }

    /** What has been written, once nobody writes any more. The wait is for copies under way: microseconds. */
    ByteBuffer written() {
        while (beingFilled.get() > 0) {
            Thread.onSpinWait();
        }
        return view(0, used);
    }

    void reset() {
        used = 0;
        rows = 0;
    }

    void free() {
        arena.close();
    }
}
