package dev.slipway.router.targets;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What a target has done since it is known. */
public final class TargetCounters {
    private final Map<Result, long[]> results = new EnumMap<>(Result.class);
    private long attempts;
    private long ejections;

    TargetCounters() {
        for (Result result : Result.values()) {
            results.put(result, new long[1]);
        }
    }

    void started() {
        attempts++;
    }

    void ended(Result result) {
        counter(result)[0]++;
    }

    void ejected() {
        ejections++;
    }

    /** Attempts. */
    public long attempts() {
        return attempts;
    }

    /** Attempts that ended so. */
    public long results(Result result) {
        return counter(result)[0];
    }

    private long[] counter(Result result) {
        return Objects.requireNonNull(results.get(result));
    }

    /** How often an endpoint was taken out. */
    public long ejections() {
        return ejections;
    }
}
