package dev.slipway.featureserver.metrics;

import dev.slipway.featureserver.codec.FieldStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one view: cells by status, how old served rows were, and the newest event time seen. */
public final class ViewMetrics {
    private static final double SECOND = 1e9;
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final LongAdder[] statuses = new LongAdder[FieldStatus.values().length];
    private final Buckets ages =
            new Buckets(0.1, 0.5, 1, 5, 15, 60, 300, 900, HOUR, 4 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY);
    private final LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);

    /** Counters at zero. */
    public ViewMetrics() {
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = new LongAdder();
        }
    }

    /** Counts cells, by number of their status. */
    public void statuses(int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                statuses[i].add(counts[i]);
            }
        }
    }

    /** Counts one row served. Times are nanoseconds since 1970. */
    public void served(long eventTime, long now) {
        ages.record(Math.max(0, (now - eventTime) / SECOND));
        newest.accumulate(eventTime);
    }

    /** A row of this event time was written. */
    public void written(long eventTime) {
        newest.accumulate(eventTime);
    }

    long status(FieldStatus status) {
        return statuses[status.number()].sum();
    }

    double ageSecondsSum() {
        return ages.sum();
    }

    long[] ageCounts() {
        return ages.counts();
    }

    double[] ageBounds() {
        return ages.bounds();
    }

    /** The newest event time that this process has served or written. */
    Optional<Instant> newest() {
        long nanos = newest.get();
        return nanos == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.EPOCH.plusNanos(nanos));
    }
}
