package dev.slipway.router.policy.budget;

/**
 * Quantiles of recent response times: counts in buckets of an eighth of a power of two, read with
 * interpolation, all halved after every {@code halfLife} so that the past fades.
 */
public final class LatencyQuantiles {
    private static final int PER_OCTAVE = 8;
    private static final int BUCKETS = 40 * PER_OCTAVE;

    private final float[] counts = new float[BUCKETS];
    private final long halfLife;
    private float total;
    private long halvedAt;

    /** Nothing seen yet. */
    public LatencyQuantiles(long halfLifeNanos, long now) {
        this.halfLife = halfLifeNanos;
        this.halvedAt = now;
    }

    /** Counts one response time. */
    public void record(long now, long nanos) {
        fade(now);
        counts[bucket(nanos)]++;
        total++;
    }

    /** How many are remembered. */
    public double total() {
        return total;
    }

    /** The time that this part (0 to 1) of responses did not exceed, in nanoseconds; 0 where nothing was seen. */
    public long quantile(double part) {
        float wanted = (float) (total * part);
        float sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            if (sum + counts[i] >= wanted && counts[i] > 0) {
                long low = lower(i);
                return low + (long) ((lower(i + 1) - low) * (wanted - sum) / counts[i]);
            }
            sum += counts[i];
        }
        return 0;
    }

    private void fade(long now) {
        if (now - halvedAt < halfLife) {
            return;
        }
        halvedAt = now;
        total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = counts[i] < 0.01f ? 0 : counts[i] / 2;
            total += counts[i];
        }
    }

    private static int bucket(long nanos) {
        long value = Math.max(nanos, PER_OCTAVE);
        int octave = 63 - Long.numberOfLeadingZeros(value);
        int part = (int) ((value >>> (octave - 3)) & (PER_OCTAVE - 1));
        return Math.min(BUCKETS - 1, (octave - 3) * PER_OCTAVE + part);
    }

    private static long lower(int bucket) {
        int octave = bucket / PER_OCTAVE + 3;
        long part = (long) bucket % PER_OCTAVE + PER_OCTAVE;
        return part << (octave - 3);
    }
}
