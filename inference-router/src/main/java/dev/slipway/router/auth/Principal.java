package dev.slipway.router.auth;

import java.util.Set;

/**
 * A caller that is known.
 *
 * @param id of its key, or {@code anonymous}
 * @param scopes what it may do beyond asking
 * @param ratePerSecond its own rate; 0 for the route's
 * @param priority the best class that it may ask for; empty for any
 */
public record Principal(String id, Set<String> scopes, double ratePerSecond, String priority) {
    /** May empty the cache. */
    public static final String CACHE_ADMIN = "cacheAdmin";

    /** May ask why an answer came from where it did. */
    public static final String EXPLAIN = "explain";

    /** May see the state of the route. */
    public static final String STATUS = "status";

    /** Somebody without credentials. */
    public static final Principal ANONYMOUS = new Principal("anonymous", Set.of(), 0, "");

    /** Whether it may. */
    public boolean may(String scope) {
        return scopes.contains(scope);
    }

    /** Whether it gave credentials. */
    public boolean known() {
        return !equals(ANONYMOUS);
    }
}
