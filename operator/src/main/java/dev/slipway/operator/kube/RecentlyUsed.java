package dev.slipway.operator.kube;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used longest ago, for memories that only save work: forgetting costs nothing but a repetition. */
final class RecentlyUsed<V> extends LinkedHashMap<String, V> {
    private final int most;

    RecentlyUsed(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
    }
}
