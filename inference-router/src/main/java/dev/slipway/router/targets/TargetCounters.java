package dev.slipway.router.targets;

/** What a target has done since it is known. */
public final class TargetCounters {
    private final long[] results = new long[Result.values().length];
    private long attempts;
    private long ejections;

    void started() {
        attempts++;
    }

    void ended(Result result) {
        results[result.ordinal()]++;
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
        return results[result.ordinal()];
    }

    /** How often an endpoint was taken out. */
    public long ejections() {
        return ejections;
    }
}
