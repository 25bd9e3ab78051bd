package dev.slipway.router.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers by key, bounded in bytes: the one not used for longest goes, unless the new one is asked for less often. Where next
 * to nothing is found it is looked into for one request in {@value #SAMPLE} only, so that traffic without repetitions pays
 * nothing for it.
 */
public final class AnswerCache {
    private static final int WINDOW = 10_000;
    private static final double USELESS = 0.01;
    private static final int SAMPLE = 64;
    private static final int AVERAGE = 2048;

    private final long maxBytes;
    private final LinkedHashMap<CacheKey, StoredAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Popularity popularity;
    private long bytes;
    private long generation;
    private long lookups;
    private long hits;
    private int windowLookups;
    private int windowHits;
    private boolean asleep;
    private int turn;

    /** An empty cache. */
    public AnswerCache(long maxBytes) {
        this.maxBytes = maxBytes;
        this.popularity = new Popularity((int) Math.min(1 << 20, maxBytes / AVERAGE));
    }

    /** The most bytes that it takes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Whether a request should be looked up at all. */
    public boolean worthwhile() {
        return !asleep || ++turn % SAMPLE == 0;
    }

    /** The answer of this key, which may be too old; null for none. */
    public @Nullable StoredAnswer find(CacheKey key, long now) {
        popularity.seen(key.fingerprint());
        StoredAnswer found = answers.get(key);
        boolean hit = found != null && found.fresh(now);
        count(hit);
        if (found != null && !hit && !found.usableOnError(now)) {
            remove(key);
            return null;
        }
        return found;
    }

    private void count(boolean hit) {
        lookups++;
        windowLookups++;
        if (hit) {
            hits++;
            windowHits++;
        }
        int window = asleep ? WINDOW / SAMPLE : WINDOW;
        if (windowLookups >= window) {
            asleep = windowHits < windowLookups * USELESS;
            windowLookups = 0;
            windowHits = 0;
        }
    }

    /** Keeps an answer, if it is worth it. */
    public void store(CacheKey key, StoredAnswer answer) {
        long weight = answer.weight();
        if (weight > maxBytes / 4) {
            return;
        }
        remove(key);
        int wanted = popularity.of(key.fingerprint());
        Iterator<Map.Entry<CacheKey, StoredAnswer>> eldest = answers.entrySet().iterator();
        while (bytes + weight > maxBytes && eldest.hasNext()) {
            Map.Entry<CacheKey, StoredAnswer> victim = eldest.next();
            if (popularity.of(victim.getKey().fingerprint()) > wanted) {
                return;
            }
            bytes -= victim.getValue().weight();
            eldest.remove();
        }
        answers.put(key, answer);
        bytes += weight;
    }

    /** Forgets one answer. */
    public void remove(CacheKey key) {
        StoredAnswer removed = answers.remove(key);
        if (removed != null) {
            bytes -= removed.weight();
        }
    }

    /** Forgets everything; the number of times this was done. */
    public long clear() {
        answers.clear();
        bytes = 0;
        return ++generation;
    }

    /** Forgets what one target gave. */
    public int clear(String target) {
        int before = answers.size();
        answers.values().removeIf(answer -> {
            boolean gone = answer.target().equals(target);
            bytes -= gone ? answer.weight() : 0;
            return gone;
        });
        return before - answers.size();
    }

    /** Answers that are kept. */
    public int size() {
        return answers.size();
    }

    /** Bytes that they take. */
    public long bytes() {
        return bytes;
    }

    /** How often it was looked into. */
    public long lookups() {
        return lookups;
    }

    /** How often something fresh was found. */
    public long hits() {
        return hits;
    }

    /** Whether it sleeps for want of hits. */
    public boolean asleep() {
        return asleep;
    }
}
