package dev.slipway.router.policy.balance;

/** Failures and attempts, each forgotten exponentially: with {@code tau} = 10 s, what was 10 s ago counts 37 %. */
public final class FailureRatio {
    private final double tauNanos;
    private double failures;
    private double total;
    private long stamp;

    /** Nothing counted yet. */
    public FailureRatio(long tauNanos, long now) {
        this.tauNanos = tauNanos;
        this.stamp = now;
    }

    /** Counts one attempt. */
    public void record(long now, boolean failed) {
        decay(now);
        total += 1;
        failures += failed ? 1 : 0;
    }

    /** Failures among what is remembered, with one success taken for granted: 0 where nothing was seen. */
    public double cautious(long now) {
        decay(now);
        return failures / (total + 1);
    }

    /** Failures among what is remembered. */
    public double ratio() {
        return total == 0 ? 0 : failures / total;
    }

    /** How many attempts are remembered. */
    public double total() {
        return total;
    }

    /** Forgets everything. */
    public void clear() {
        failures = 0;
        total = 0;
    }

    private void decay(long now) {
        if (now - stamp > 1_000_000) {
            double keep = Math.exp(-(now - stamp) / tauNanos);
            failures *= keep;
            total *= keep;
            stamp = now;
        }
    }
}
