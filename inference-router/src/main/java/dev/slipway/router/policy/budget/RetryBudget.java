package dev.slipway.router.policy.budget;

import java.util.Arrays;

/**
 * What retries, hedges and fallbacks of one route may cost together: a part of the requests of the last ten seconds, and a
 * floor per second so that a quiet route may retry too (Finagle's budget: 10 s, 20 %, 10 per second).
 */
public final class RetryBudget {
    private static final int SLOTS = 10;
    private static final long SLOT = 1_000_000_000L;

    private final double ratio;
    private final double floor;
    private final int[] requests = new int[SLOTS];
    private final int[] withdrawals = new int[SLOTS];
    private long slot;

    /**
     * A full budget.
     *
     * @param ratio extra attempts per request, such as 0.2
     * @param minPerSecond extra attempts per second that are always allowed
     */
    public RetryBudget(double ratio, double minPerSecond, long now) {
        this.ratio = ratio;
        this.floor = minPerSecond * SLOTS;
        this.slot = Math.floorDiv(now, SLOT);
    }

    /** A first attempt goes out. */
    public void deposit(long now) {
        requests[turn(now)]++;
    }

    /** Takes one extra attempt out of the budget, if there is one. */
    public boolean withdraw(long now) {
        int at = turn(now);
        if (balance() < 1) {
            return false;
        }
        withdrawals[at]++;
        return true;
    }

    /** Extra attempts that could be made now. */
    public double balance(long now) {
        turn(now);
        return balance();
    }

    private double balance() {
        return Arrays.stream(requests).sum() * ratio
                + floor
                - Arrays.stream(withdrawals).sum();
    }

    private int turn(long now) {
        long current = Math.floorDiv(now, SLOT);
        long passed = Math.min(current - slot, SLOTS);
        for (long i = 0; i < passed; i++) {
            int cleared = (int) Math.floorMod(current - i, (long) SLOTS);
            requests[cleared] = 0;
            withdrawals[cleared] = 0;
        }
        slot = Math.max(slot, current);
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
