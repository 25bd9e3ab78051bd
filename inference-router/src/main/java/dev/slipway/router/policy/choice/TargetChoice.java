package dev.slipway.router.policy.choice;

import java.util.random.RandomGenerator;

/**
 * Chooses among targets by cost or by latency. By cost: the cheapest that is predicted to meet the deadline. Changes only for
 * a gain of more than {@code hysteresis}, and not within {@code dwell} of the last change, unless the present one no longer
 * qualifies. One request in a hundred tries another target that qualifies, so that its prediction stays true.
 */
public final class TargetChoice {
    private static final double EXPLORE = 0.01;

    private final Preference preference;
    private final double hysteresis;
    private final long dwellNanos;
    private final RandomGenerator random;
    private int present = -1;
    private long since;
    private long switches;

    /** What to prefer. */
    public enum Preference {
        /** The fastest. */
        LATENCY,
        /** The cheapest that is fast enough. */
        COST
    }

    /** A choice with 10 % hysteresis and 5 s dwell. */
    public TargetChoice(Preference preference, RandomGenerator random) {
        this(preference, 0.1, 5_000_000_000L, random);
    }

    /** A choice. */
    public TargetChoice(Preference preference, double hysteresis, long dwellNanos, RandomGenerator random) {
        this.preference = preference;
        this.hysteresis = hysteresis;
        this.dwellNanos = dwellNanos;
        this.random = random;
    }

    /** The target for one request; -1 where none is usable. */
    public int choose(TargetOutlook[] outlooks, long remainingNanos, long now) {
        int best = best(outlooks, remainingNanos);
        if (best < 0) {
            return fastest(outlooks);
        }
        settle(outlooks, best, remainingNanos, now);
        if (outlooks.length > 1 && random.nextDouble() < EXPLORE) {
            int other = random.nextInt(outlooks.length);
            return qualifies(outlooks[other], remainingNanos) ? other : present;
        }
        return present;
    }

    /** How often the preferred target has changed. */
    public long switches() {
        return switches;
    }

    private void settle(TargetOutlook[] outlooks, int best, long remaining, long now) {
        if (present >= 0 && present < outlooks.length && qualifies(outlooks[present], remaining)) {
            boolean gains = value(outlooks[best]) < value(outlooks[present]) * (1 - hysteresis);
            if (best == present || !gains || now - since < dwellNanos) {
                return;
            }
        }
        if (present >= 0 && present != best) {
            switches++;
        }
        present = best;
        since = now;
    }

    private int best(TargetOutlook[] outlooks, long remaining) {
        int best = -1;
        for (int i = 0; i < outlooks.length; i++) {
            if (qualifies(outlooks[i], remaining) && (best < 0 || better(outlooks[i], outlooks[best]))) {
                best = i;
            }
        }
        return best;
    }

    private boolean better(TargetOutlook a, TargetOutlook b) {
        return value(a) < value(b) || (value(a) == value(b) && a.predictedNanos() < b.predictedNanos());
    }

    private double value(TargetOutlook outlook) {
        return preference == Preference.COST ? outlook.cost() : outlook.predictedNanos();
    }

    private static boolean qualifies(TargetOutlook outlook, long remaining) {
        return outlook.usable() && outlook.predictedNanos() <= remaining;
    }

    private static int fastest(TargetOutlook[] outlooks) {
        int best = -1;
        for (int i = 0; i < outlooks.length; i++) {
            if (outlooks[i].usable() && (best < 0 || outlooks[i].predictedNanos() < outlooks[best].predictedNanos())) {
                best = i;
            }
        }
        return best;
    }
}
