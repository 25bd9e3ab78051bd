package dev.slipway.router.policy.limit;

import org.jspecify.annotations.Nullable;

/** What one target works on, against its limit: a fixed one, an adaptive one, or the smaller of both. */
public final class Occupancy {
    private static final double TAU = 1_000_000_000.0;

    private final int fixed;
    private final @Nullable Gradient2 adaptive;
    private int inFlight;
    private double smoothed;
    private long stamp;

    /** An idle target with at most {@code fixed} requests at once, which {@code adaptive} may lower further. */
    public Occupancy(int fixed, @Nullable Gradient2 adaptive, long now) {
        this.fixed = fixed;
        this.adaptive = adaptive;
        this.stamp = now;
    }

    /** Takes one place, if the class of the request may have one now. */
    public boolean enter(long now, Priorities priorities, int level) {
        int limit = limit();
        if (inFlight >= limit) {
            follow(now);
            return false;
        }
        if (level > 0 && (double) inFlight / limit >= priorities.ceiling(level, follow(now))) {
            return false;
        }
        follow(now);
        inFlight++;
        return true;
    }

    /** Gives the place back after an answer that took so long. */
    public void answered(long rttNanos) {
        if (adaptive != null) {
            adaptive.sample((double) rttNanos, inFlight);
        }
        inFlight--;
    }

    /** Gives the place back; the request was lost to overload. */
    public void dropped() {
        if (adaptive != null) {
            adaptive.dropped();
        }
        inFlight--;
    }

    /** Gives the place back; nothing was learnt. */
    public void left() {
        inFlight--;
    }

    /** Requests being worked on. */
    public int inFlight() {
        return inFlight;
    }

    /** The limit in force. */
    public int limit() {
        return adaptive == null ? fixed : Math.min(fixed, adaptive.limit());
    }

    /** How full it is, 0 to 1 and above while a limit shrinks. */
    public double utilisation() {
        return (double) inFlight / limit();
    }

    private double follow(long now) {
        double keep = Math.exp(-Math.max(0, now - stamp) / TAU);
        smoothed = smoothed * keep + Math.min(1, utilisation()) * (1 - keep);
        stamp = now;
        return smoothed;
    }
}
