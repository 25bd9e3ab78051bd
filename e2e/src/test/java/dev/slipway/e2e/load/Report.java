package dev.slipway.e2e.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What came of a load. Latencies are of the requests that succeeded, rounded up by at most a tenth.
 *
 * @param failures the first failures, with time and cause
 */
public record Report(
        long requests,
        long failed,
        long connections,
        Duration time,
        Duration median,
        Duration p99,
        Duration longest,
        List<String> failures) {

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d requests on %,d connections in %d s, %d failed; median %.1f ms, p99 %.1f ms, longest %.0f ms%s",
                requests,
                connections,
                time.toSeconds(),
                failed,
                median.toNanos() / 1e6,
                p99.toNanos() / 1e6,
                longest.toNanos() / 1e6,
                failures.isEmpty() ? "" : "\n  " + String.join("\n  ", failures));
    }
}
