package dev.slipway.featureserver.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts of values by upper bound. Recording is two additions to striped counters. */
final class Buckets {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /** Empty buckets with these upper bounds, which grow, and one without a bound. */
    Buckets(double... upperBounds) {
        bounds = java.util.Arrays.copyOf(upperBounds, upperBounds.length + 1);
        bounds[upperBounds.length] = Double.POSITIVE_INFINITY;
        counts = new LongAdder[bounds.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(double value) {
        int bucket = 0;
        while (bucket < bounds.length - 1 && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    double sum() {
        return sum.sum();
    }

    double[] bounds() {
        return bounds.clone();
    }

    /** Counts per bucket, not cumulative. */
    long[] counts() {
        long[] now = new long[counts.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts[i].sum();
        }
        return now;
    }
}
