package dev.slipway.featureserver.metrics;

import dev.slipway.workload.metrics.LatencyHistogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counters of the server. Everything here is written on the request path: additions, nothing else. */
public final class ServerMetrics {
    private static final double[] RUN_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};

    private final Map<Request, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, LatencyHistogram> latencies = new ConcurrentHashMap<>();
    private final Map<String, ViewMetrics> views = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> pushes = new ConcurrentHashMap<>();
    private final Map<Materialized, LongAdder> materializations = new ConcurrentHashMap<>();
    private final Map<String, Buckets> materializationTimes = new ConcurrentHashMap<>();
    private final Map<String, RunMetrics> runs = new ConcurrentHashMap<>();
    private final Map<Pushed, LongAdder> pushRequests = new ConcurrentHashMap<>();
    private final LongAdder appends = new LongAdder();
    private final LongAdder failedAppends = new LongAdder();
    private final LatencyHistogram reads = new LatencyHistogram();
    private final Buckets entities = new Buckets(1, 5, 10, 25, 50, 100, 250, 500, 1000);
    private final LongAdder onlineRequests = new LongAdder();
    private final LongAdder lostKeys = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** What materializations are counted by. */
    record Materialized(String view, boolean success) {}

    /** What pushes are counted by. */
    record Pushed(String source, String mode) {}

    /** What requests are counted by. */
    record Request(String endpoint, int status) {}

    /** A request came. */
    public void enter() {
        inFlight.incrementAndGet();
    }

    /** A request has its answer. */
    public void leave(String endpoint, int status, long nanos) {
        inFlight.decrementAndGet();
        requests.computeIfAbsent(new Request(endpoint, status), unseen -> new LongAdder())
                .increment();
        latencies.computeIfAbsent(endpoint, unseen -> new LatencyHistogram()).record(nanos);
    }

    /** A read of so many entities has its cells. */
    public void read(int rows, long nanos) {
        onlineRequests.increment();
        entities.record(rows);
        reads.record(nanos);
    }

    /** A request had keys whose shard did not answer. */
    public void degraded() {
        lostKeys.increment();
    }

    /** Rows were pushed. */
    public void pushed(String source, int rows) {
        pushes.computeIfAbsent(source, unseen -> new LongAdder()).add(rows);
    }

    /** Rows are pushed to these stores. */
    public void pushRequest(String source, String mode) {
        pushRequests
                .computeIfAbsent(new Pushed(source, mode), unseen -> new LongAdder())
                .increment();
    }

    /** Rows were added to a table, or not. */
    public void appended(boolean success) {
        (success ? appends : failedAppends).increment();
    }

    /** A view was materialized by this process. */
    public void materialized(String view, boolean success, long nanos) {
        materializations
                .computeIfAbsent(new Materialized(view, success), unseen -> new LongAdder())
                .increment();
        materializationTimes
                .computeIfAbsent(view, unseen -> new Buckets(RUN_SECONDS))
                .record(nanos / 1e9);
    }

    /** The rows of a view's materializations by this process. */
    public RunMetrics runs(String view) {
        return runs.computeIfAbsent(view, unseen -> new RunMetrics());
    }

    /** The counters of a view. */
    public ViewMetrics view(String name) {
        ViewMetrics known = views.get(name);
        return known == null ? views.computeIfAbsent(name, unseen -> new ViewMetrics()) : known;
    }

    /** Requests between their headers and their answer. */
    public int inFlight() {
        return inFlight.get();
    }

    Map<Request, LongAdder> requests() {
        return requests;
    }

    Map<String, LatencyHistogram> latencies() {
        return latencies;
    }

    Map<String, ViewMetrics> views() {
        return views;
    }

    Map<String, LongAdder> pushes() {
        return pushes;
    }

    Map<Pushed, LongAdder> pushRequests() {
        return pushRequests;
    }

    long appends(boolean success) {
        return (success ? appends : failedAppends).sum();
    }

    Map<String, RunMetrics> runs() {
        return runs;
    }

    Map<Materialized, LongAdder> materializations() {
        return materializations;
    }

    Map<String, Buckets> materializationTimes() {
        return materializationTimes;
    }

    LatencyHistogram reads() {
        return reads;
    }

    Buckets entities() {
        return entities;
    }

    long onlineRequests() {
        return onlineRequests.sum();
    }

    long degradedRequests() {
        return lostKeys.sum();
    }
}
