package dev.slipway.router.cache;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Cache-Control} of a request or an answer says (RFC 9111), as far as it is honoured.
 *
 * @param noStore nothing may be kept
 * @param noCache nothing kept may be given
 * @param onlyIfCached nobody may be asked
 * @param maxAge seconds; -1 where it says nothing
 * @param minFresh seconds; 0 where it says nothing
 */
public record Freshness(boolean noStore, boolean noCache, boolean onlyIfCached, long maxAge, long minFresh) {
    private static final Freshness NONE = new Freshness(false, false, false, -1, 0);
    private static final double JITTER = 0.1;
    private static final long SECOND = 1_000_000_000L;

    /** Reads the field. */
    public static Freshness of(@Nullable String field) {
        if (field == null) {
            return NONE;
        }
        boolean noStore = false;
        boolean noCache = false;
        boolean onlyIfCached = false;
        long maxAge = -1;
        long minFresh = 0;
        for (String part : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            String directive = part.strip();
            switch (directive) {
                case "no-store", "private" -> noStore = true;
                case "no-cache" -> noCache = true;
                case "only-if-cached" -> onlyIfCached = true;
                default -> {
                    maxAge = seconds(directive, "max-age=", maxAge);
                    minFresh = seconds(directive, "min-fresh=", minFresh);
                }
            }
        }
        return new Freshness(noStore, noCache, onlyIfCached, maxAge, minFresh);
    }

    private static long seconds(String directive, String name, long otherwise) {
        if (!directive.startsWith(name)) {
            return otherwise;
        }
        String digits = directive.substring(name.length());
        return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : 0;
    }

    /** Whether the caller of the request takes this answer. */
    public boolean takes(StoredAnswer answer, long now) {
        return answer.fresh(now)
                && !noCache
                && (maxAge < 0 || answer.ageSeconds(now) <= maxAge)
                && answer.freshUntil() - now >= minFresh * SECOND;
    }

    /** A time to live a tenth longer or shorter by chance, so that answers stored together do not end together. */
    public static long jittered(long ttlNanos, RandomGenerator random) {
        return (long) (ttlNanos * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }
}
