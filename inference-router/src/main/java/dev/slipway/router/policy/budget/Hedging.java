package dev.slipway.router.policy.budget;

/**
 * When a second attempt goes out beside a first that takes long (Dean and Barroso, The Tail at Scale): after the time that
 * {@code percentile} of answers to requests of about this size took, never below a millisecond, for at most
 * {@code maxPercent} of requests, and not while the targets are busy: then it would make them busier.
 */
public final class Hedging {
    private static final long HALF_LIFE = 10_000_000_000L;
    private static final long FLOOR = 1_000_000L;
    private static final double BUSY = 0.7;
    private static final int ENOUGH = 50;
    private static final int[] SIZES = {1 << 10, 1 << 14, 1 << 18, Integer.MAX_VALUE};

    private final double percentile;
    private final RetryBudget cap;
    private final LatencyQuantiles[] bySize = new LatencyQuantiles[SIZES.length];

    /** Hedging after this percentile (0 to 100), for at most this percentage of requests. */
    public Hedging(double percentile, double maxPercent, long now) {
        this.percentile = percentile / 100;
        this.cap = new RetryBudget(maxPercent / 100, 0, now);
        for (int i = 0; i < bySize.length; i++) {
            bySize[i] = new LatencyQuantiles(HALF_LIFE, now);
        }
    }

    /** A request goes out. */
    public void deposit(long now) {
        cap.deposit(now);
    }

    /** An answer came after so long. */
    public void answered(long now, long bodyBytes, long nanos) {
        bySize[size(bodyBytes)].record(now, nanos);
    }

    /** How long to wait before a second attempt; 0 for never, while too little is known. */
    public long delay(long bodyBytes) {
        LatencyQuantiles seen = bySize[size(bodyBytes)];
        return seen.total() < ENOUGH ? 0 : Math.max(FLOOR, seen.quantile(percentile));
    }

    /** Whether the time has come and it may go: the cap holds, the targets have room, the route's budget has some left. */
    public boolean mayHedge(long now, double utilisation, RetryBudget budget) {
        return utilisation <= BUSY && cap.balance(now) >= 1 && budget.withdraw(now) && cap.withdraw(now);
    }

    private static int size(long bytes) {
        int size = 0;
        while (bytes > SIZES[size]) {
            size++;
        }
        return size;
    }
}
