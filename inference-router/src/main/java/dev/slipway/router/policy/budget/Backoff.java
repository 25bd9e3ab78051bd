package dev.slipway.router.policy.budget;

import java.util.random.RandomGenerator;

/** How long to wait before an attempt at the same target: full jitter, a random time up to 25 ms doubled each time, at most 250 ms. */
public final class Backoff {
    private static final long BASE = 25_000_000L;
    private static final long CAP = 250_000_000L;

    private Backoff() {}

    /**
     * A pause in nanoseconds.
     *
     * @param earlier failed attempts before this one, from 1
     */
    public static long pause(int earlier, RandomGenerator random) {
        long most = Math.min(CAP, BASE << Math.min(earlier - 1, 10));
        return (long) (most * random.nextDouble());
    }
}
