package dev.slipway.modelserver.metrics;

import dev.slipway.workload.metrics.LatencyHistogram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Quantiles of the last minute, out of a histogram that is there anyway: nothing is added to the request path. Within a bucket
 * durations are taken to lie evenly, as Prometheus's {@code histogram_quantile} does.
 */
final class RecentQuantiles {
    /** Those of Triton's summaries. */
    static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99, 0.999};

    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(12);
    private static final int SLICES = 5;

    private final LatencyHistogram histogram;
    private final Deque<Slice> past = new ArrayDeque<>();

    /** What had been counted at a time. */
    private record Slice(
            long atNanos,
            @SuppressWarnings("ArrayRecordComponent") long[] counts) {}

    /** Of an empty histogram. */
    RecentQuantiles(LatencyHistogram histogram, long nowNanos) {
        this.histogram = histogram;
        past.add(new Slice(nowNanos, histogram.counts()));
    }

    /** To be called now and then, about once a second: what is older than a minute is forgotten. */
    synchronized void sample(long nowNanos) {
        if (nowNanos - past.getLast().atNanos() >= SLICE_NANOS) {
            past.addLast(new Slice(nowNanos, histogram.counts()));
            if (past.size() > SLICES) {
                past.removeFirst();
            }
        }
    }

    /** In microseconds, in the order of {@link #QUANTILES}; NaN where nothing was counted. */
    synchronized double[] micros() {
        long[] recent = histogram.counts();
        long[] before = past.getFirst().counts();
        long total = 0;
        for (int i = 0; i < recent.length; i++) {
            recent[i] -= before[i];
            total += recent[i];
        }
        double[] micros = new double[QUANTILES.length];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = total == 0 ? Double.NaN : 1e6 * seconds(recent, QUANTILES[i] * total);
        }
        return micros;
    }

    LatencyHistogram histogram() {
        return histogram;
    }

    private static double seconds(long[] counts, double rank) {
        double[] bounds = LatencyHistogram.boundsSeconds();
        double below = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            if (below + counts[i] >= rank && counts[i] > 0) {
                double from = i == 0 ? 0 : bounds[i - 1];
                return from + (bounds[i] - from) * (rank - below) / counts[i];
            }
            below += counts[i];
        }
        return bounds[bounds.length - 2];
    }
}
