package dev.slipway.e2e.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what came of every request. */
final class Tally {
    private static final int FAILURES_KEPT = 20;
    private static final int BUCKETS_PER_DOUBLING = 8;
    private static final double MICROS = 1_000;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicIntegerArray latencies = new AtomicIntegerArray(BUCKETS_PER_DOUBLING * 32);
    private final List<String> failures = new ArrayList<>();

    void connected() {
        connections.incrementAndGet();
    }

    void count(Optional<String> problem, long nanos) {
        problem.ifPresentOrElse(p -> failed(p, nanos), () -> {
            requests.incrementAndGet();
            latencies.incrementAndGet(bucket(nanos));
        });
    }

    void failed(String problem, long nanos) {
        requests.incrementAndGet();
        failed.incrementAndGet();
        synchronized (failures) {
            if (failures.size() < FAILURES_KEPT) {
                failures.add(Instant.now() + " after " + nanos / 1_000_000 + " ms: " + problem);
            }
        }
    }

    long requests() {
        return requests.get();
    }

    long failed() {
        return failed.get();
    }

    Report report(Duration time) {
        synchronized (failures) {
            return new Report(
                    requests.get(),
                    failed.get(),
                    connections.get(),
                    time,
                    percentile(0.5),
                    percentile(0.99),
                    percentile(1),
                    List.copyOf(failures));
        }
    }

    private static int bucket(long nanos) {
        var doublings = Math.log(Math.max(1, nanos / MICROS)) / Math.log(2);
        return Math.min(BUCKETS_PER_DOUBLING * 32 - 1, (int) (doublings * BUCKETS_PER_DOUBLING));
    }

    private Duration percentile(double share) {
        var wanted = Math.ceil((requests.get() - failed.get()) * share);
        long seen = 0;
        for (var i = 0; i < latencies.length(); i++) {
            seen += latencies.get(i);
            if (seen >= wanted) {
                return Duration.ofNanos((long) (Math.pow(2, (i + 1.0) / BUCKETS_PER_DOUBLING) * MICROS));
            }
        }
        return Duration.ZERO;
    }
}
