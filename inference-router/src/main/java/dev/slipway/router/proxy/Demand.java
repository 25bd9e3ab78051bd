package dev.slipway.router.proxy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What autoscalers go by: requests that were offered, not those that were answered, since the latter stop to grow when there
 * are too few routers. Over the last ten seconds. For one thread.
 */
public final class Demand {
    private static final long WINDOW = 10_000_000_000L;
    private static final long APART = 1_000_000_000L;
    private static final double SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, long offered, long waitedNanos) {}

    /** The totals now. To be told about once a second, and more often where it is convenient. */
    public void sample(long now, long offered, long waitedNanos) {
        if (!samples.isEmpty() && now - samples.getLast().at() < APART) {
            return;
        }
        samples.addLast(new Sample(now, offered, waitedNanos));
        while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW) {
            samples.removeFirst();
        }
    }

    /** Requests per second. */
    public double perSecond(long now, long offered) {
        Sample since = samples.peekFirst();
        return since == null || now <= since.at() ? 0 : (offered - since.offered()) * SECOND / (now - since.at());
    }

    /** How long a request waited for a place at a target, on average, in seconds. */
    public double delaySeconds(long offered, long waitedNanos) {
        Sample since = samples.peekFirst();
        return since == null || offered <= since.offered()
                ? 0
                : Math.max(0, waitedNanos - since.waitedNanos()) / SECOND / (offered - since.offered());
    }
}
