package dev.slipway.router.policy.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rate for each principal: the generic cell rate algorithm (ITU-T I.371). One number per principal, the theoretical arrival
 * time; {@code burst} requests may come at once, then one every {@code 1/rate}. Principals are bounded in number; the one not
 * seen for longest is forgotten, which at worst gives it a new burst.
 */
public final class Gcra {
    private final double interval;
    private final double tolerance;
    private final Arrivals arrivals;

    /** At most so many requests per second, and so many at once. */
    public Gcra(double perSecond, double burst, int mostPrincipals) {
        this.interval = 1e9 / perSecond;
        this.tolerance = burst * interval;
        this.arrivals = new Arrivals(mostPrincipals);
    }

    /**
     * Lets a request in or says how long to wait, in nanoseconds: 0 means that it is in.
     *
     * @param cost 1 for a request; more for one that asks for more
     */
    public long admit(String principal, double cost, long now) {
        Double known = arrivals.get(principal);
        double arrival = known == null ? (double) now : Math.max(known, (double) now);
        double excess = arrival + interval * cost - now - tolerance;
        if (excess > 1) {
            return (long) Math.ceil(excess);
        }
        arrivals.put(principal, arrival + interval * cost);
        return 0;
    }

    /** How many principals are remembered. */
    public int size() {
        return arrivals.size();
    }

    private static final class Arrivals extends LinkedHashMap<String, Double> {
        private final int most;

        Arrivals(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > most;
        }
    }
}
