package dev.slipway.modelserver.metrics;

import dev.slipway.workload.metrics.LatencyHistogram;
import dev.slipway.workload.metrics.ThroughputWindow;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one model. Everything here is written on the request path: additions, nothing else. */
public final class ModelMetrics {
    private final LongAdder successes = new LongAdder();
    private final Map<FailureKind, LongAdder> failures = new EnumMap<>(FailureKind.class);
    private final LongAdder failureNanos = new LongAdder();
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder cacheHitNanos = new LongAdder();
    private final LongAdder cacheMisses = new LongAdder();
    private final LongAdder cacheMissNanos = new LongAdder();
    private final LongAdder requestNanos = new LongAdder();
    private final LatencyHistogram requests = new LatencyHistogram();
    private final LatencyHistogram queue = new LatencyHistogram();
    private final LatencyHistogram explain = new LatencyHistogram();
    private final LatencyHistogram decode = new LatencyHistogram();
    private final LatencyHistogram infer = new LatencyHistogram();
    private final LatencyHistogram encode = new LatencyHistogram();
    private final BatchCounts executions = new BatchCounts();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile long lastInferenceMillis;
    private final ThroughputWindow window = new ThroughputWindow();
    /** By Triton's word for the part of a request. */
    private final Map<String, RecentQuantiles> recent = new LinkedHashMap<>();

    /** Counters at zero. */
    public ModelMetrics() {
        for (FailureKind kind : FailureKind.values()) {
            failures.put(kind, new LongAdder());
        }
        long now = System.nanoTime();
        recent.put("request", new RecentQuantiles(requests, now));
        recent.put("queue", new RecentQuantiles(queue, now));
        recent.put("compute_input", new RecentQuantiles(decode, now));
        recent.put("compute_infer", new RecentQuantiles(infer, now));
        recent.put("compute_output", new RecentQuantiles(encode, now));
    }

    /** Enters a request; false, and nothing is counted, where {@code limit} are in flight. */
    public boolean enter(int limit) {
        if (inFlight.incrementAndGet() > limit) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A request that entered has its answer. */
    public void leave() {
        inFlight.decrementAndGet();
    }

    /** A request answered with a prediction. */
    public void succeeded(long durationNanos) {
        successes.increment();
        requestNanos.add(durationNanos);
        requests.record(durationNanos);
    }

    /** A request refused at once. */
    public void failed(FailureKind kind) {
        failed(kind, 0);
    }

    /** A request answered with an error. */
    public void failed(FailureKind kind, long durationNanos) {
        of(kind).increment();
        failureNanos.add(durationNanos);
    }

    /** A request waits for a worker. */
    public void queued() {
        pending.incrementAndGet();
    }

    /** A request has its worker. */
    public void dequeued(long waitedNanos) {
        pending.decrementAndGet();
        queue.record(waitedNanos);
    }

    /** A request got the answer of an equal one; to find it took so long. */
    public void cacheHit(long durationNanos) {
        cacheHits.increment();
        cacheHitNanos.add(durationNanos);
    }

    /** A request met no equal one; to look took so long. */
    public void cacheMiss(long durationNanos) {
        cacheMisses.increment();
        cacheMissNanos.add(durationNanos);
    }

    /** To keep the answer of a request that met no equal one took so long. */
    public void cacheKept(long durationNanos) {
        cacheMissNanos.add(durationNanos);
    }

    /** Requests that got the answer of an equal one. */
    public long cacheHits() {
        return cacheHits.sum();
    }

    /** Requests that met no equal one. */
    public long cacheMisses() {
        return cacheMisses.sum();
    }

    /** A body became tensors. */
    public void decoded(long durationNanos) {
        decode.record(durationNanos);
    }

    /** The model ran once. */
    public void executed(long rowCount, long durationNanos) {
        executions.add(rowCount, durationNanos);
        lastInferenceMillis = System.currentTimeMillis();
        infer.record(durationNanos);
    }

    /** Tensors became a body. */
    public void encoded(long durationNanos) {
        encode.record(durationNanos);
    }

    /** An explanation was computed. */
    public void explained(long durationNanos) {
        explain.record(durationNanos);
    }

    /** Takes a sample for the rates; to be called about once a second. */
    public void sample(long nowNanos) {
        window.add(at(nowNanos));
        recent.values().forEach(quantiles -> quantiles.sample(nowNanos));
    }

    /** Everything so far, as Triton's statistics extension tells it. */
    public ModelStatistics statistics() {
        long failed = 0;
        for (LongAdder failure : failures.values()) {
            failed += failure.sum();
        }
        long answered = successes.sum();
        return new ModelStatistics(
                lastInferenceMillis,
                executions.rows(),
                executions.runs(),
                new ModelStatistics.Duration(answered, requestNanos.sum()),
                new ModelStatistics.Duration(failed, failureNanos.sum()),
                new ModelStatistics.Duration(answered, queue.sumNanos()),
                duration(decode),
                duration(infer),
                duration(encode),
                new ModelStatistics.Duration(cacheHits.sum(), cacheHitNanos.sum()),
                new ModelStatistics.Duration(cacheMisses.sum(), cacheMissNanos.sum()),
                executions.seen());
    }

    /** The rates of the last ten seconds. */
    public ThroughputWindow.Rates rates(long nowNanos) {
        return window.until(at(nowNanos));
    }

    /** Requests between their headers and their answer. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Requests that wait for a worker. */
    public int pending() {
        return pending.get();
    }

    /** Requests answered with a prediction. */
    public long successes() {
        return successes.sum();
    }

    /** Requests answered with such an error, or with none because the client had gone. */
    public long failures(FailureKind kind) {
        return of(kind).sum();
    }

    long rows() {
        return executions.rows();
    }

    /** How often the model ran. */
    public long executionCount() {
        return executions.runs();
    }

    double requestMicros() {
        return requestNanos.sum() / 1e3;
    }

    LatencyHistogram queue() {
        return queue;
    }

    double cacheHitMicros() {
        return cacheHitNanos.sum() / 1e3;
    }

    double cacheMissMicros() {
        return cacheMissNanos.sum() / 1e3;
    }

    Map<String, RecentQuantiles> recent() {
        return recent;
    }

    LatencyHistogram requests() {
        return requests;
    }

    LatencyHistogram explain() {
        return explain;
    }

    LatencyHistogram decode() {
        return decode;
    }

    LatencyHistogram infer() {
        return infer;
    }

    LatencyHistogram encode() {
        return encode;
    }

    private static ModelStatistics.Duration duration(LatencyHistogram histogram) {
        return new ModelStatistics.Duration(histogram.count(), histogram.sumNanos());
    }

    private LongAdder of(FailureKind kind) {
        return Objects.requireNonNull(failures.get(kind), "every kind has a counter");
    }

    private ThroughputWindow.Sample at(long nowNanos) {
        long answered = successes.sum();
        for (LongAdder failure : failures.values()) {
            answered += failure.sum();
        }
        return new ThroughputWindow.Sample(nowNanos, answered, queue.sumNanos());
    }
}
