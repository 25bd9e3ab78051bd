package dev.slipway.modelserver.predictionlog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounded buffer between requests and the database, counted in bytes. Many threads add, one takes. Adding never
 * waits: the lock is held for a few instructions, and where there is no room the answer is no. Memory is taken in
 * segments as it is needed and given back once an outage is over.
 */
final class SegmentBuffer {
    private static final int MOST_SEGMENT = 256 << 10;
    private static final int SPARES = 2;

    private final long maxBytes;
    private final int segmentSize;
    private final Deque<Segment> sealed = new ArrayDeque<>();
    private final Deque<Segment> spares = new ArrayDeque<>();
    private @Nullable Segment open;
    private long allocated;
    private long queuedBytes;
    private long queuedRows;
    private boolean closed;

    SegmentBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
        this.segmentSize = (int) Math.min(MOST_SEGMENT, maxBytes / 16);
    }

    /** A place for one record. */
    record Place(Segment segment, int offset) {}

    /** A place of {@code size} bytes, or null where the buffer is full or closed. */
    synchronized @Nullable Place add(int size, int rows) {
        Segment segment = open;
        if (closed) {
            return null;
        }
        if (segment == null || !segment.fits(size)) {
            Segment next = acquire(size);
            if (next == null) {
                return null;
            }
            seal();
            open = next;
            segment = next;
        }
        queuedBytes += size;
        queuedRows += rows;
        return new Place(segment, segment.place(size, rows));
    }

    private @Nullable Segment acquire(int size) {
        if (size <= segmentSize && !spares.isEmpty()) {
            return spares.pop();
        }
        int capacity = Math.max(size, segmentSize);
        while (allocated + capacity > maxBytes && !spares.isEmpty()) {
            Segment spare = spares.pop();
            allocated -= spare.capacity();
            spare.free();
        }
        if (allocated + capacity > maxBytes) {
            return null;
        }
        try {
            Segment segment = new Segment(capacity);
            allocated += capacity;
            return segment;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private void seal() {
        if (open != null) {
            sealed.add(open);
            open = null;
            notifyAll();
        }
    }

    /** Waits until a segment is full or {@code longest} has passed. */
    synchronized void await(Duration longest) throws InterruptedException {
        long until = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis();
                left > 0 && sealed.isEmpty() && !closed;
                left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Waits so long, or until the buffer is closed. */
    synchronized void pause(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** The oldest segments, at most so many bytes but at least one if there is any; the open one only when alone. */
    synchronized List<Segment> take(long bytes) {
        List<Segment> taken = new ArrayList<>();
        if (sealed.isEmpty()) {
            seal();
        }
        long sum = 0;
        while (!sealed.isEmpty() && (taken.isEmpty() || sum + sealed.peek().used() <= bytes)) {
            Segment segment = sealed.remove();
            sum += segment.used();
            taken.add(segment);
        }
        return taken;
    }

    /** Gives segments back that {@link #take} gave: their rows are written or given up. */
    void release(List<Segment> segments) {
        List<Segment> surplus = withoutSpares(segments);
        // Freeing waits for every thread to take note, which no request may wait for.
        surplus.forEach(Segment::free);
        synchronized (this) {
            surplus.forEach(segment -> allocated -= segment.capacity());
        }
    }

    private synchronized List<Segment> withoutSpares(List<Segment> segments) {
        List<Segment> surplus = new ArrayList<>();
        for (Segment segment : segments) {
            queuedBytes -= segment.used();
            queuedRows -= segment.rows();
            segment.reset();
            if (spares.size() < SPARES && segment.capacity() == segmentSize) {
                spares.push(segment);
            } else {
                surplus.add(segment);
            }
        }
        return surplus;
    }

    /** Takes nothing any more and wakes who waits. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized long queuedRows() {
        return queuedRows;
    }

    synchronized long queuedBytes() {
        return queuedBytes;
    }

    /** Memory that is held now; never more than asked for. */
    synchronized long allocatedBytes() {
        return allocated;
    }
}
