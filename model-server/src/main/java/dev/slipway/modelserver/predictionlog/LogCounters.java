package dev.slipway.modelserver.predictionlog;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of rows. At rest the rows of sampled requests are exactly the sum of those written, those dropped and
 * those queued.
 */
public final class LogCounters {
    private final LongAdder offered = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

    LogCounters() {
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    void offer(long rows) {
        offered.add(rows);
    }

    void write(long rows) {
        written.add(rows);
    }

    void drop(DropReason reason, long rows) {
        of(reason).add(rows);
    }

    /** Rows of sampled requests. */
    public long offered() {
        return offered.sum();
    }

    /** Rows in the table. */
    public long written() {
        return written.sum();
    }

    /** Rows lost for a reason. */
    public long dropped(DropReason reason) {
        return of(reason).sum();
    }

    /** Rows lost. */
    public long dropped() {
        return dropped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder of(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason), "every reason has a counter");
    }
}
