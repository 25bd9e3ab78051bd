package dev.slipway.router.audit;

import dev.slipway.router.auth.Hashing;
import dev.slipway.router.wire.HeadWriter;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes records off the loop, each with the hash of all before it: {@code hash = SHA-256(previous hash || record)}. A record
 * that was changed, removed or slipped in breaks the chain from there on. Bounded: what finds no room is dropped and counted,
 * and the count stands in the next record, inside the chain. Records are offered, and room is kept for them, by one thread.
 */
public final class AuditLog implements AutoCloseable {
    private static final int BATCH = 512;
    private static final int CHECKPOINT = 1000;
    private static final long LOOK_MILLIS = 50;
    private static final byte[] DROPPED = HeadWriter.ascii(",\"droppedBefore\":");
    private static final byte[] NUMBER = HeadWriter.ascii(",\"n\":");
    private static final byte[] CHECKPOINT_OPENING = HeadWriter.ascii("{\"checkpoint\":");
    private static final byte[] PREVIOUS_HASH = HeadWriter.ascii(",\"prevHash\":");
    private static final byte[] HASH = HeadWriter.ascii(",\"hash\":");
    private static final byte[] END = HeadWriter.ascii("}\n");

    private final ArrayBlockingQueue<AuditRecord> queue;
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Consumer<byte[]> sink;
    private final Thread thread;
    private final AuditLines lines = new AuditLines();
    private final MessageDigest digest = Hashing.sha256();
    private volatile boolean closing;
    private byte[] previous = new byte[32];
    private long droppedTold;
    private int reserved;

    /**
     * A log.
     *
     * @param sink takes lines, each ended by a line feed; it may take its time
     * @param capacity records that can wait for it
     */
    public AuditLog(Consumer<byte[]> sink, int capacity) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.sink = sink;
        this.thread = Thread.ofPlatform().name("audit").daemon().start(this::run);
    }

    /** Records a request; false where there is no room. */
    public boolean offer(AuditRecord record) {
        if (queue.offer(record)) {
            return true;
        }
        dropped.increment();
        return false;
    }

    /** Keeps room for a record that will be offered by {@link #offerReserved}; false where there is none. */
    public boolean reserve() {
        if (queue.remainingCapacity() <= reserved) {
            return false;
        }
        reserved++;
        return true;
    }

    /** Records a request for whose record room was kept. */
    public void offerReserved(AuditRecord record) {
        reserved--;
        offer(record);
    }

    /** Records in the chain. */
    public long written() {
        return written.sum();
    }

    /** Records that are lost. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        List<AuditRecord> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !queue.isEmpty()) {
                if (queue.drainTo(batch, BATCH) == 0) {
                    Thread.sleep(LOOK_MILLIS);
                    continue;
                }
                batch.forEach(this::chain);
                batch.clear();
                sink.accept(lines.copy());
                lines.clear();
            }
        } catch (InterruptedException e) {
            dropped.add(queue.size());
        }
    }

    private void chain(AuditRecord record) {
        int start = lines.length();
        record.open(lines);
        long lost = dropped.sum();
        if (lost != droppedTold) {
            lines.add(DROPPED).add(lost);
            droppedTold = lost;
        }
        written.increment();
        lines.add(NUMBER).add(written.sum());
        link(start);
        if (written.sum() % CHECKPOINT == 0) {
            start = lines.length();
            lines.add(CHECKPOINT_OPENING).add(written.sum());
            link(start);
        }
    }

    /** Ends the line that began there by the hash of all before it and its own. */
    private void link(int start) {
        lines.add(PREVIOUS_HASH).hex(previous);
        digest.update(previous);
        digest.update(lines.bytes(), start, lines.length() - start);
        previous = digest.digest();
        lines.add(HASH).hex(previous).add(END);
    }

    /** Writes what waits, for a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(3))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
