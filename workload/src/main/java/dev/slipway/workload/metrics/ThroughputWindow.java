package dev.slipway.workload.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Rates over the last seconds, from samples of counters that only grow. An autoscaler reads a gauge, not a counter, so
 * the rate is made here; taking samples now and then costs the requests nothing.
 */
public final class ThroughputWindow {
    /** How far back a rate looks. */
    public static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * The counters at one moment.
     *
     * @param atNanos a monotonic clock
     * @param requests requests counted so far
     * @param queueNanos time they waited so far
     */
    public record Sample(long atNanos, long requests, long queueNanos) {}

    /**
     * What an autoscaler reads.
     *
     * @param requestsPerSecond counted requests per second
     * @param queueDelaySeconds mean wait of one
     */
    public record Rates(double requestsPerSecond, double queueDelaySeconds) {}

    /** Adds a sample and forgets those that no window needs. */
    public synchronized void add(Sample sample) {
        samples.addLast(sample);
        while (samples.size() > 2 && sample.atNanos() - second().atNanos() >= WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** The rates between the oldest sample kept and now. */
    public synchronized Rates until(Sample now) {
        Sample oldest = samples.peekFirst();
        if (oldest == null || now.atNanos() <= oldest.atNanos()) {
            return new Rates(0, 0);
        }
        long requests = now.requests() - oldest.requests();
        double seconds = (now.atNanos() - oldest.atNanos()) / 1e9;
        // Time waited at something that is gone since is counted no more.
        double delay = requests == 0 ? 0 : Math.max(0, now.queueNanos() - oldest.queueNanos()) / 1e9 / requests;
        return new Rates(requests / seconds, delay);
    }

    private Sample second() {
        var iterator = samples.iterator();
        iterator.next();
        return iterator.next();
    }
}
