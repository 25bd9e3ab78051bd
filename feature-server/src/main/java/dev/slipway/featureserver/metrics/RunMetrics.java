package dev.slipway.featureserver.metrics;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the materializations of one view by this process did to rows, and how far its events go. */
public final class RunMetrics {
    private final Map<String, LongAdder> rows = Map.of(
            "read", new LongAdder(),
            "written", new LongAdder(),
            "skipped", new LongAdder(),
            "late", new LongAdder(),
            "quarantined", new LongAdder());
    private volatile double watermarkSeconds = Double.NaN;

    /** Counts the rows of one run under a name of the summary: read, written, skipped, late or quarantined. */
    public RunMetrics count(String what, long more) {
        LongAdder counter = rows.get(what);
        if (counter == null) {
            throw new IllegalArgumentException("there is no count of rows " + what);
        }
        counter.add(more);
        return this;
    }

    /** The newest event time that Redis has acknowledged. */
    public void watermark(Instant time) {
        watermarkSeconds = time.getEpochSecond() + time.getNano() / 1e9;
    }

    Map<String, LongAdder> rows() {
        return rows;
    }

    /** Seconds since 1970; NaN before the first run. */
    double watermarkSeconds() {
        return watermarkSeconds;
    }
}
