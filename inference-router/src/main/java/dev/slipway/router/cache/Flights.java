package dev.slipway.router.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whose question: of equal requests at the same time one asks and the others get its answer.
 *
 * @param <W> who waits
 */
public final class Flights<W> {
    private static final int MOST_WAITING = 1000;

    private final Map<CacheKey, Flight<W>> flights = new HashMap<>();
    private long coalesced;

    private record Flight<W>(W leader, List<W> waiting) {}

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
        Flight<W> flight = flights.get(key);
        if (flight == null) {
            flights.put(key, new Flight<>(who, new ArrayList<>(2)));
            return Role.LEADER;
        }
        if (flight.waiting().size() >= MOST_WAITING) {
            return Role.ALONE;
        }
        flight.waiting().add(who);
        coalesced++;
        return Role.FOLLOWER;
    }

    /** Waits no longer. The leader, if this was the last one who waited for it; else null. */
    public @Nullable W leave(CacheKey key, W who) {
        Flight<W> flight = flights.get(key);
        boolean last = flight != null
                && flight.waiting().remove(who)
                && flight.waiting().isEmpty();
        return flight != null && last ? flight.leader() : null;
    }

    /** Whether anybody waits. */
    public boolean anybody(CacheKey key) {
        Flight<W> flight = flights.get(key);
        return flight != null && !flight.waiting().isEmpty();
    }

    /** The leader has an answer, or none: who waited until now. */
    public List<W> land(CacheKey key) {
        Flight<W> flight = flights.remove(key);
        return flight == null ? List.of() : flight.waiting();
    }

    /** Requests that did not ask. */
    public long coalesced() {
        return coalesced;
    }
}
