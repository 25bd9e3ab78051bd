package dev.slipway.router.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers by key, bounded in bytes: the one not used for longest goes, unless the new one is asked for less often. Where next
 * to nothing is found it sleeps: a question that comes for the first time is only noted by the {@link Doorkeeper}, so that
 * traffic without repetitions pays next to nothing for it. One that comes again is looked up as ever, and when one in a
 * hundred does, the cache is awake.
 */
public final class AnswerCache {
    private static final int WINDOW = 10_000;
    private static final double USELESS = 0.01;
    private static final int AVERAGE = 2048;

    private final long maxBytes;
    private final LinkedHashMap<CacheKey, StoredAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Popularity popularity;
    private final Doorkeeper doorkeeper;
    private long bytes;
    private long generation;
    private long lookups;
    private long hits;
    private int windowRequests;
    private int windowRepeated;
    private boolean asleep;

    /** An empty cache. */
    public AnswerCache(long maxBytes) {
        this.maxBytes = maxBytes;
        int keys = (int) Math.min(1 << 20, maxBytes / AVERAGE);
        this.popularity = new Popularity(keys);
        this.doorkeeper = new Doorkeeper(keys);
    }

    /** The most bytes that it takes. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Whether a question should be looked up while the cache sleeps.
     *
     * @param fingerprint equal for equal questions, and mostly for them only
     */
    public boolean comesAgain(long fingerprint) {
        boolean again = doorkeeper.seen(fingerprint);
        count(again);
        return again;
    }

    /** The answer of this key, which may be too old; null for none. */
    public @Nullable StoredAnswer find(CacheKey key, long now) {
        popularity.seen(key.fingerprint());
        StoredAnswer found = answers.get(key);
        boolean hit = found != null && found.fresh(now);
        lookups++;
        hits += hit ? 1 : 0;
        if (!asleep) {
            count(hit);
        }
        if (found != null && !hit && !found.usableOnError(now)) {
            remove(key);
            return null;
        }
        return found;
    }

    /** Falls asleep and wakes up by how many of the last questions it could have answered. */
    private void count(boolean repeated) {
        windowRequests++;
        windowRepeated += repeated ? 1 : 0;
        if (windowRequests == WINDOW) {
            asleep = windowRepeated < WINDOW * USELESS;
            windowRequests = 0;
            windowRepeated = 0;
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
