package dev.slipway.workload.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Durations in fixed buckets from 10 µs to 10 s. Recording is one addition to a striped counter: it stands on every
 * request's path.
 */
public final class LatencyHistogram {
    private static final long[] BOUNDS_MICROS = {
        10,
        25,
        50,
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
    private final LongAdder nanos = new LongAdder();

    /** An empty histogram. */
    public LatencyHistogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** Counts one duration. */
    public void record(long durationNanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && durationNanos > BOUNDS_MICROS[bucket] * 1_000) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(durationNanos);
    }

    /** The sum in seconds. */
    public double sumSeconds() {
        return nanos.sum() / 1e9;
    }

    /** The sum in nanoseconds. */
    public long sumNanos() {
        return nanos.sum();
    }

    /** How many durations. */
    public long count() {
        long count = 0;
        for (LongAdder bucket : buckets) {
            count += bucket.sum();
        }
        return count;
    }

    /** Upper bounds in seconds, the last one infinite. */
    public static double[] boundsSeconds() {
        double[] bounds = new double[BOUNDS_MICROS.length + 1];
        for (int i = 0; i < BOUNDS_MICROS.length; i++) {
            bounds[i] = BOUNDS_MICROS[i] / 1e6;
        }
        bounds[BOUNDS_MICROS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** Counts per bucket, not cumulative. */
    public long[] counts() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return counts;
    }
}
