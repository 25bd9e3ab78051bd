package dev.slipway.router.policy.limit;

/**
 * How many requests a target can work on at once, learnt from response times: Gradient2 of Netflix concurrency-limits, with
 * a queue of the square root of the limit in place of a fixed 4, and a smallest limit of 1, because a microcontroller does
 * one thing at a time. While responses take no longer than they use to, the limit grows; when they take longer, requests wait
 * in a queue somewhere and the limit shrinks. No probing windows: those shed traffic.
 */
public final class Gradient2 {
    private static final int WINDOW = 600;
    private static final int WARM_UP = 10;
    private static final double TOLERANCE = 1.5;
    private static final double SMOOTHING = 0.2;

    private final double min;
    private final double max;
    private double limit;
    private double longRtt;
    private int samples;

    /** A limit that begins at 20, or at {@code max} where that is less. */
    public Gradient2(int min, int max) {
        this.min = Math.min(min, max);
        this.max = max;
        this.limit = Math.max(this.min, Math.min(20, max));
    }

    /**
     * A request was answered.
     *
     * @param rttNanos how long it took
     * @param inFlight how many were being worked on when it began, with it
     */
    public void sample(double rttNanos, int inFlight) {
        observeLong(rttNanos);
        if (longRtt / rttNanos > 2) {
            longRtt *= 0.95;
        }
        if (inFlight < limit / 2) {
            return;
        }
        double gradient = Math.clamp(TOLERANCE * longRtt / rttNanos, 0.5, 1.0);
        double wanted = limit * gradient + Math.max(1, Math.sqrt(limit));
        limit = Math.clamp(limit * (1 - SMOOTHING) + wanted * SMOOTHING, min, max);
    }

    /** A request was lost to overload: as a response twice as slow as tolerated. */
    public void dropped() {
        limit = Math.clamp(limit * (1 - SMOOTHING * 0.5), min, max);
    }

    /** Requests at once. */
    public int limit() {
        return (int) limit;
    }

    private void observeLong(double rtt) {
        if (samples < WARM_UP) {
            samples++;
            longRtt += (rtt - longRtt) / samples;
        } else {
            longRtt += (rtt - longRtt) * 2.0 / (WINDOW + 1);
        }
    }
}
