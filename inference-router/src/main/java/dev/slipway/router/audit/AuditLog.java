package dev.slipway.router.audit;

import dev.slipway.router.auth.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
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

    private final ArrayBlockingQueue<AuditRecord> queue;
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Consumer<byte[]> sink;
    private final Thread thread;
    private final StringBuilder line = new StringBuilder(1024);
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(1 << 16);
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
                sink.accept(lines.toByteArray());
                lines.reset();
            }
        } catch (InterruptedException e) {
            dropped.add(queue.size());
        }
    }

    private void chain(AuditRecord record) {
        record.open(line);
        long lost = dropped.sum();
        if (lost != droppedTold) {
            line.append(",\"droppedBefore\":").append(lost);
            droppedTold = lost;
        }
        written.increment();
        line.append(",\"n\":").append(written.sum());
        link();
        if (written.sum() % CHECKPOINT == 0) {
            line.append("{\"checkpoint\":").append(written.sum());
            link();
        }
    }

    /** Ends the line by the hash of all before it and its own. */
    private void link() {
        line.append(",\"prevHash\":\"")
                .append(HexFormat.of().formatHex(previous))
                .append('"');
        byte[] text = line.toString().getBytes(StandardCharsets.UTF_8);
        previous = hash(previous, text);
        lines.writeBytes(text);
        line.setLength(0);
        line.append(",\"hash\":\"").append(HexFormat.of().formatHex(previous)).append("\"}\n");
        lines.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
    }

    /** The hash of a line up to its own hash. */
    static byte[] hash(byte[] previous, byte[] line) {
        MessageDigest digest = Hashing.sha256();
        digest.update(previous);
        return digest.digest(line);
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
