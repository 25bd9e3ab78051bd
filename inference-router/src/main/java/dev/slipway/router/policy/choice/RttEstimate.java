package dev.slipway.router.policy.choice;

/** A response time and how much it varies, smoothed as TCP does it (RFC 6298: an eighth, a quarter). */
public final class RttEstimate {
    private double smoothed;
    private double variation;
    private boolean known;

    /** A response took so long. */
    public void sample(double nanos) {
        if (!known) {
            known = true;
            smoothed = nanos;
            variation = nanos / 2;
            return;
        }
        variation += (Math.abs(nanos - smoothed) - variation) / 4;
        smoothed += (nanos - smoothed) / 8;
    }

    /** The time within which nearly all responses come: mean and four variations. */
    public double cautious() {
        return smoothed + 4 * variation;
    }

    /** The mean. */
    public double smoothed() {
        return smoothed;
    }

    /** Whether there was a sample. */
    public boolean known() {
        return known;
    }
}
