package dev.slipway.router.proxy;

import dev.slipway.router.targets.Target;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** How often each target was tried for which reason, or was not. */
public final class Decisions {
    private final Map<String, Map<Decision, long[]>> counts = new HashMap<>();

    void count(Target target, Decision decision) {
        Map<Decision, long[]> known = counts.get(target.name());
        if (known == null) {
            known = new EnumMap<>(Decision.class);
            counts.put(target.name(), known);
        }
        long[] counter = known.get(decision);
        if (counter == null) {
            counter = new long[1];
            known.put(decision, counter);
        }
        counter[0]++;
    }

    /** What is told of each count. */
    public interface Reader {
        /** So often. */
        void read(String target, Decision decision, long count);
    }

    /** Tells all counts. */
    public void forEach(Reader reader) {
        counts.forEach(
                (target, decisions) -> decisions.forEach((decision, count) -> reader.read(target, decision, count[0])));
    }
}
