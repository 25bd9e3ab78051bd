package dev.slipway.modelserver.telemetry;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a span. They only tell spans apart: no cryptographic randomness.
 *
 * @param high the first half of the trace's id; 0 with {@code low} where there is no trace
 * @param low the second half
 * @param span the span's own
 */
record TraceIds(long high, long low, long span) {
    /** A new span in the parent's trace, or in one of its own. */
    static TraceIds under(@Nullable TraceContext parent) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return parent == null
                ? new TraceIds(nonZero(random), nonZero(random), nonZero(random))
                : new TraceIds(parent.traceHigh(), parent.traceLow(), nonZero(random));
    }

    private static long nonZero(ThreadLocalRandom random) {
        long value = random.nextLong();
        return value == 0 ? 1 : value;
    }
}
