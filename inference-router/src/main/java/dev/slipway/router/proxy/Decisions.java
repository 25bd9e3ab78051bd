package dev.slipway.router.proxy;

import dev.slipway.router.targets.Target;
import java.util.HashMap;
import java.util.Map;

/** How often each target was tried for which reason, or was not. */
public final class Decisions {
    private final Map<String, long[]> counts = new HashMap<>();

    void count(Target target, Decision decision) {
        long[] known = counts.get(target.name());
        if (known == null) {
            known = new long[Decision.values().length];
            counts.put(target.name(), known);
        }
        known[decision.ordinal()]++;
    }

    /** Counts by target, in the order of {@link Decision}. */
    public Map<String, long[]> counts() {
        return counts;
    }
}
