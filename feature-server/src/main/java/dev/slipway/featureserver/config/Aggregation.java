package dev.slipway.featureserver.config;

import dev.slipway.featureserver.codec.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A feature computed from the rows of a window of event time. Asked for at time t, the window ends at the last whole
 * {@code hop} since 1970-01-01 UTC that is not after t, and does not contain its end: {@code [end - window, end)}.
 *
 * @param name of the feature
 * @param function what is computed
 * @param column what it is computed from; rows themselves are counted where there is none
 * @param window how long the window is
 * @param hop by how much it moves; divides the window
 */
public record Aggregation(String name, Function function, Optional<String> column, Duration window, Duration hop) {
    /** What is computed; values that are null or NaN do not count. */
    public enum Function {
        /** How many. */
        count,
        /** Their exact sum, rounded once. */
        sum,
        /** The sum by the count. */
        avg,
        /** The least. */
        min,
        /** The greatest. */
        max,
        /** That of the newest row. */
        last
    }

    /** What its values are. */
    public ValueType type() {
        return function == Function.count ? ValueType.INT64 : ValueType.DOUBLE;
    }

    /** Where a window ends that is asked for at this time. */
    public static Instant end(Instant time, Duration hop) {
        long seconds = hop.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }
}
