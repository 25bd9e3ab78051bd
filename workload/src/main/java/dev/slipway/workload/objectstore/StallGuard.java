package dev.slipway.workload.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream or connection on which nothing has moved for a while. A blocked read of an HTTP body or a blocked write has
 * no time limit of its own; closing ends it.
 */
public final class StallGuard implements AutoCloseable {
    private final Closeable stream;
    private final long limitNanos;
    private final AtomicLong lastByte = new AtomicLong(System.nanoTime());
    private final Thread watcher;
    private volatile boolean stalled;

    /** Watches from now on. */
    public StallGuard(Closeable stream, Duration limit) {
        this.stream = stream;
        this.limitNanos = limit.toNanos();
        this.watcher = Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    /** Tells that something moved. */
    public void progress() {
        lastByte.set(System.nanoTime());
    }

    /** Whether it was the guard that closed the stream. */
    public boolean stalled() {
        return stalled;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    private void watch() {
        try {
            long left = limitNanos;
            while (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
                left = limitNanos - (System.nanoTime() - lastByte.get());
            }
            stalled = true;
            stream.close();
        } catch (InterruptedException | IOException e) {
            // Interrupted: the body is whole. Not closable: the reader fails by itself.
            return;
        }
    }
}
