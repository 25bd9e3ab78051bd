package dev.slipway.modelserver.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bounded queue and the one thread that empties it. Who offers never waits and wakes nobody: the thread looks ten times
 * a second, and tells at least once a second. What finds no room is dropped and counted.
 */
final class Outlet {
    private static final int CAPACITY = 16_384;
    private static final int BATCH = 512;
    private static final long LOOK_MILLIS = 100;
    /** So many looks later fewer than a batch are told as well: telling of a few costs as much as telling of many. */
    private static final int MOST_LOOKS = 10;

    private final ArrayBlockingQueue<ObservedRequest> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder told = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Sink sink;
    private final Thread thread;
    private volatile boolean closing;

    /** Where requests go; called by one thread. */
    interface Sink {
        /** Tells of some requests; false where that failed for good. It may take as long as it likes. */
        boolean tell(List<ObservedRequest> batch) throws InterruptedException;
    }

    Outlet(String name, Sink sink) {
        this.sink = sink;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    void offer(ObservedRequest request) {
        if (!queue.offer(request)) {
            dropped.increment();
        }
    }

    private void run() {
        List<ObservedRequest> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !queue.isEmpty()) {
                for (int looks = 0; looks < MOST_LOOKS && queue.size() < BATCH && !closing; looks++) {
                    Thread.sleep(LOOK_MILLIS);
                }
                queue.drainTo(batch, BATCH);
                if (!batch.isEmpty()) {
                    (sink.tell(batch) ? told : dropped).add(batch.size());
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            dropped.add(batch.size());
        }
        dropped.add(queue.size());
    }

    long told() {
        return told.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    /** Tells what waits, then gives up. */
    void close(Duration longest) {
        closing = true;
        try {
            if (!thread.join(longest)) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
