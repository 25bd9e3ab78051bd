package dev.slipway.router.auth;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Nonces that were used, until their signatures have expired. Bounded for each key: when a key has used up its room, its
 * requests are refused rather than its nonces forgotten.
 */
public final class Nonces {
    private final int mostPerKey;
    private final Map<String, Used> byKey = new HashMap<>();

    private record Seen(String nonce, long until) {}

    private static final class Used {
        private final Set<String> nonces = new HashSet<>();
        private final Deque<Seen> order = new ArrayDeque<>();
    }

    /** What became of a nonce. */
    public enum Outcome {
        /** Never used before. */
        FRESH,
        /** Used. */
        REPLAYED,
        /** There is no room to remember it. */
        FULL
    }

    /** At most so many of one key at once. */
    public Nonces(int mostPerKey) {
        this.mostPerKey = mostPerKey;
    }

    /** Uses a nonce; {@code until} is when a signature with it can be no longer good, in the unit of {@code now}. */
    public Outcome use(String key, String nonce, long until, long now) {
        Used used = byKey.computeIfAbsent(key, unseen -> new Used());
        while (!used.order.isEmpty() && used.order.peekFirst().until() < now) {
            used.nonces.remove(used.order.pollFirst().nonce());
        }
        if (used.nonces.contains(nonce)) {
            return Outcome.REPLAYED;
        }
        if (used.nonces.size() >= mostPerKey) {
            return Outcome.FULL;
        }
        used.nonces.add(nonce);
        used.order.addLast(new Seen(nonce, until));
        return Outcome.FRESH;
    }

    /** How many are remembered. */
    public int size() {
        return byKey.values().stream().mapToInt(used -> used.nonces.size()).sum();
    }
}
