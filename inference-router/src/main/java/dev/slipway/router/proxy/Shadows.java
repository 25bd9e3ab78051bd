package dev.slipway.router.proxy;

import dev.slipway.router.json.Difference;
import dev.slipway.router.targets.Result;
import java.util.Map;
import java.util.TreeMap;

/** What copies have shown, by target. */
public final class Shadows {
    private static final int MOST_PATHS = 100;

    private final Map<String, Seen> byTarget = new TreeMap<>();
    private int out;

    /** The numbers of one target. */
    public static final class Seen {
        private final Map<String, Long> paths = new TreeMap<>();
        private long copies;
        private long failed;
        private long skipped;
        private long compared;
        private long differed;
        private double largest;

        /** Copies that went out. */
        public long copies() {
            return copies;
        }

        /** Copies that got no good answer. */
        public long failed() {
            return failed;
        }

        /** Copies that did not go out, because many were. */
        public long skipped() {
            return skipped;
        }

        /** Pairs of answers. */
        public long compared() {
            return compared;
        }

        /** Pairs that differ. */
        public long differed() {
            return differed;
        }

        /** The largest difference between two numbers. */
        public double largest() {
            return largest;
        }

        /** Pairs by the first place where they differ. */
        public Map<String, Long> paths() {
            return paths;
        }
    }

    private Seen seen(String target) {
        return byTarget.computeIfAbsent(target, unseen -> new Seen());
    }

    void begin(String target) {
        out++;
        seen(target).copies++;
    }

    void end() {
        out--;
    }

    void skipped(String target) {
        seen(target).skipped++;
    }

    void result(String target, Result result) {
        if (result != Result.SUCCESS) {
            seen(target).failed++;
        }
    }

    void compared(String target, Difference difference) {
        Seen seen = seen(target);
        seen.compared++;
        seen.largest = Math.max(seen.largest, difference.largest());
        if (!difference.none()) {
            seen.differed++;
            if (seen.paths.size() < MOST_PATHS || seen.paths.containsKey(difference.path())) {
                seen.paths.merge(difference.path(), 1L, Long::sum);
            }
        }
    }

    int out() {
        return out;
    }

    /** By target. */
    public Map<String, Seen> byTarget() {
        return byTarget;
    }
}
