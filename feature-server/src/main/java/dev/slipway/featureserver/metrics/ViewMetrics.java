package dev.slipway.featureserver.metrics;

import dev.slipway.featureserver.codec.FieldStatus;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one view: cells by status, and how old served rows were. */
public final class ViewMetrics {
    private static final long SECOND = 1_000_000_000L;
    private static final long[] AGES = {
        1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600
    };

    private final LongAdder[] statuses = new LongAdder[FieldStatus.values().length];
    private final LongAdder[] ages = new LongAdder[AGES.length + 1];
    private final LongAdder ageSeconds = new LongAdder();

    /** Counters at zero. */
    public ViewMetrics() {
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = new LongAdder();
        }
        for (int i = 0; i < ages.length; i++) {
            ages[i] = new LongAdder();
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

    /** Counts one row served at this age. */
    public void age(long nanos) {
        long seconds = Math.max(0, nanos / SECOND);
        int bucket = 0;
        while (bucket < AGES.length && seconds > AGES[bucket]) {
            bucket++;
        }
        ages[bucket].increment();
        ageSeconds.add(seconds);
    }

    long status(FieldStatus status) {
        return statuses[status.number()].sum();
    }

    double ageSecondsSum() {
        return ageSeconds.sum();
    }

    long[] ageCounts() {
        long[] counts = new long[ages.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = ages[i].sum();
        }
        return counts;
    }

    static double[] ageBounds() {
        double[] bounds = new double[AGES.length + 1];
        for (int i = 0; i < AGES.length; i++) {
            bounds[i] = AGES[i];
        }
        bounds[AGES.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }
}
