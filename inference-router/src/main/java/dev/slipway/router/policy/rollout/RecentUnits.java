package dev.slipway.router.policy.rollout;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which units had a bad event lately; bounded, the oldest is forgotten first. */
final class RecentUnits {
    private static final int MOST = 10_000;

    private final long span;
    private final LinkedHashMap<Long, Long> seen = new LinkedHashMap<>();

    RecentUnits(long spanNanos) {
        this.span = spanNanos;
    }

    /** Whether this unit had none within the span; it has one now. */
    boolean first(long unit, long now) {
        Long before = seen.get(unit);
        if (before != null && now - before < span) {
            return false;
        }
        seen.remove(unit);
        seen.put(unit, now);
        if (seen.size() > MOST) {
            Map.Entry<Long, Long> eldest = seen.entrySet().iterator().next();
            seen.remove(eldest.getKey());
        }
        return true;
    }
}
