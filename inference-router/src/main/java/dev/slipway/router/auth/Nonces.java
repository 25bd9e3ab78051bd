package dev.slipway.router.auth;

import dev.slipway.router.policy.split.XxHash64;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Nonces that were used, until their signatures have expired. Bounded for each key: when a key has used up its room, its
 * requests are refused rather than its nonces forgotten. Kept are 64-bit hashes under a secret seed, at most 32 bytes of
 * memory each: among a million that are remembered one new nonce in 10^13 is taken for a used one.
 */
public final class Nonces {
    private static final int FEWEST = 64;

    private final int mostPerKey;
    private final long seed = new SecureRandom().nextLong();
    private final Map<String, Used> byKey = new HashMap<>();

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

    /** Uses the nonce that stands in these bytes; {@code until} is the second after which a signature with it can be no longer good. */
    public Outcome use(String key, byte[] bytes, int from, int to, long until, long now) {
        long hash = XxHash64.hash(bytes, from, to - from, seed);
        return byKey.computeIfAbsent(key, unseen -> new Used()).use(hash == 0 ? 1 : hash, until, now, mostPerKey);
    }

    /** How many are remembered. */
    public int size() {
        return byKey.values().stream().mapToInt(used -> used.size).sum();
    }

    /** Those of one key: a ring in the order of their use, and a table with linear probing in which 0 is a free place. */
    private static final class Used {
        private long[] ring = new long[FEWEST];
        private long[] untils = new long[FEWEST];
        private long[] table = new long[2 * FEWEST];
        private int first;
        private int size;

        Outcome use(long hash, long until, long now, int most) {
            while (size > 0 && untils[first] < now) {
                remove(ring[first]);
                first = first + 1 & ring.length - 1;
                size--;
            }
            if (table[place(hash)] == hash) {
                return Outcome.REPLAYED;
            }
            if (size >= most) {
                return Outcome.FULL;
            }
            if (size == ring.length) {
                grow();
            }
            int last = first + size & ring.length - 1;
            ring[last] = hash;
            untils[last] = until;
            table[place(hash)] = hash;
            size++;
            return Outcome.FRESH;
        }

        /** Where a hash is, or would be. */
        private int place(long hash) {
            int at = (int) hash & table.length - 1;
            while (table[at] != 0 && table[at] != hash) {
                at = at + 1 & table.length - 1;
            }
            return at;
        }

        /** Those behind the gap that could be found through it alone move up. */
        private void remove(long hash) {
            int gap = place(hash);
            table[gap] = 0;
            for (int at = gap + 1 & table.length - 1; table[at] != 0; at = at + 1 & table.length - 1) {
                long moved = table[at];
                table[at] = 0;
                table[place(moved)] = moved;
            }
        }

        private void grow() {
            ring = inOrder(ring);
            untils = inOrder(untils);
            first = 0;
            table = new long[2 * ring.length];
            for (int i = 0; i < size; i++) {
                table[place(ring[i])] = ring[i];
            }
        }

        private long[] inOrder(long[] values) {
            long[] larger = Arrays.copyOfRange(values, first, first + 2 * values.length);
            System.arraycopy(values, 0, larger, values.length - first, first);
            return larger;
        }
    }
}
