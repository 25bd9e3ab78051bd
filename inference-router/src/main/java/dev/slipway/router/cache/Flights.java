package dev.slipway.router.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who waits for whose question: of equal requests at the same time one asks and the others get its answer.
 *
 * @param <W> who waits
 */
public final class Flights<W> {
    private static final int MOST_WAITING = 1000;

    private final Map<CacheKey, List<W>> waiting = new HashMap<>();
    private long coalesced;

    /** What a request does about its question. */
    public enum Role {
        /** Asks, and tells the others. */
        LEADER,
        /** Waits for the leader. */
        FOLLOWER,
        /** Asks for itself: too many wait. */
        ALONE
    }

    /** Joins the others with this key. */
    public Role join(CacheKey key, W who) {
        List<W> line = waiting.get(key);
        if (line == null) {
            waiting.put(key, new ArrayList<>(2));
            return Role.LEADER;
        }
        if (line.size() >= MOST_WAITING) {
            return Role.ALONE;
        }
        line.add(who);
        coalesced++;
        return Role.FOLLOWER;
    }

    /** Waits no longer. */
    public void leave(CacheKey key, W who) {
        List<W> line = waiting.get(key);
        if (line != null) {
            line.remove(who);
        }
    }

    /** Whether anybody waits. */
    public boolean anybody(CacheKey key) {
        List<W> line = waiting.get(key);
        return line != null && !line.isEmpty();
    }

    /** The leader has an answer, or none: who waited until now. */
    public List<W> land(CacheKey key) {
        List<W> line = waiting.remove(key);
        return line == null ? List.of() : line;
    }

    /** Requests that did not ask. */
    public long coalesced() {
        return coalesced;
    }
}
