package dev.slipway.workload.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream from which no byte has come for a while. A blocked read of an HTTP body has no time limit of its own;
 * closing the stream ends it.
 */
public final class StallGuard implements AutoCloseable {
    private final InputStream stream;
    private final long limitNanos;
    private final AtomicLong lastByte = new AtomicLong(System.nanoTime());
    private final Thread watcher;
    private volatile boolean stalled;

    /** Watches from now on. */
    public StallGuard(InputStream stream, Duration limit) {
        this.stream = stream;
        this.limitNanos = limit.toNanos();
        this.watcher = Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    /** Tells that bytes came. */
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
