package dev.slipway.router.proxy;

import dev.slipway.workload.metrics.LatencyHistogram;
import java.util.Map;
import java.util.TreeMap;

/** What the route has done. */
public final class RouteMetrics {
    private final long[] byStatus = new long[600];
    private final LatencyHistogram durations = new LatencyHistogram();
    private final LatencyHistogram overheads = new LatencyHistogram();
    private long offered;
    private long inFlight;
    private long aborted;
    private long malformed;
    private long degraded;
    private long unitMissing;
    private final Map<String, Long> refusals = new TreeMap<>();

    void begin() {
        offered++;
        inFlight++;
    }

    /** A request has its answer. {@code upstreamNanos} is the time of the attempt that gave it. */
    void answered(int status, long nanos, long upstreamNanos) {
        inFlight--;
        byStatus[Math.clamp(status, 0, 599)]++;
        durations.record(nanos);
        if (upstreamNanos > 0) {
            overheads.record(Math.max(0, nanos - upstreamNanos));
        }
    }

    /** A client went away before its answer was complete, or the answer broke off. */
    void aborted() {
        inFlight--;
        aborted++;
    }

    void malformed() {
        malformed++;
    }

    /** A request was refused by the router for this reason. */
    void refused(String reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    /** An answer that the document has for the case that nobody answers. */
    void degraded() {
        degraded++;
    }

    /** A request without the unit that its rule asks for. */
    void unitMissing() {
        unitMissing++;
    }

    /** Refusals by reason. */
    public Map<String, Long> refusals() {
        return refusals;
    }

    /** Answers that the document has for the case that nobody answers. */
    public long degradedTotal() {
        return degraded;
    }

    /** Requests without the unit that their rule asks for. */
    public long unitMissingTotal() {
        return unitMissing;
    }

    /** Requests that came. */
    public long offered() {
        return offered;
    }

    /** Requests without a whole answer yet. */
    public long inFlight() {
        return inFlight;
    }

    /** Requests whose answer nobody got whole. */
    public long abortedTotal() {
        return aborted;
    }

    /** What came and was no request. */
    public long malformedTotal() {
        return malformed;
    }

    /** Answers by status. */
    public long[] byStatus() {
        return byStatus;
    }

    /** From head to end of answer. */
    public LatencyHistogram durations() {
        return durations;
    }

    /** The part of it that no server had. */
    public LatencyHistogram overheads() {
        return overheads;
    }
}
