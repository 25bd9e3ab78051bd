package dev.slipway.router.policy.balance;

import java.util.random.RandomGenerator;

/**
 * Takes a failing endpoint out and lets it back carefully. Opens after {@code consecutive} failures in a row, or when more
 * than {@code errorRate} of at least {@code minRequests} remembered ones failed. Stays open for half of the time since it
 * opened first, 1 s at least and 60 s at most, times a random number from 0.5 to 1.5; then one probe, then a tenth of the
 * traffic for a while. What was out for long is tried seldom, and nobody is kept out for longer than three quarters of the
 * time that it was out for. After ten seconds of health all is forgotten.
 */
public final class Breaker {
    private static final long TAU = 10_000_000_000L;
    private static final long SHORTEST_PENALTY = 1_000_000_000L;
    private static final long LONGEST_PENALTY = 60_000_000_000L;
    private static final long FORGIVEN = 10_000_000_000L;
    private static final long RAMP = 1_000_000_000L;
    private static final int RAMP_SUCCESSES = 3;
    private static final double RAMP_SHARE = 0.1;

    private final Settings settings;
    private final RandomGenerator random;
    private final FailureRatio ratio;
    private State state = State.CLOSED;
    private int failuresInRow;
    private boolean sick;
    private long sickSince;
    private int successes;
    private long until;

    /** Where a breaker is. */
    public enum State {
        /** Takes requests. */
        CLOSED,
        /** Takes none. */
        OPEN,
        /** One probe is out. */
        PROBING,
        /** Takes a tenth. */
        RAMPING
    }

    /** What counts as failing. */
    public record Settings(int consecutive, double errorRate, int minRequests) {
        /** Five in a row; half of twenty. */
        public static final Settings DEFAULT = new Settings(5, 0.5, 20);
    }

    /** A closed breaker. */
    public Breaker(Settings settings, RandomGenerator random, long now) {
        this.settings = settings;
        this.random = random;
        this.ratio = new FailureRatio(TAU, now);
    }

    /** Whether it would take a request now. */
    public boolean admits(long now) {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> now - until >= 0;
            case PROBING -> false;
            case RAMPING -> now - until >= 0 || random.nextDouble() < RAMP_SHARE;
        };
    }

    /** A request goes to the endpoint: after the penalty it is the probe. */
    public void admitted(long now) {
        if (state == State.OPEN && now - until >= 0) {
            state = State.PROBING;
        }
    }

    /** A request was answered. */
    public void succeeded(long now) {
        failuresInRow = 0;
        ratio.record(now, false);
        switch (state) {
            case OPEN, PROBING -> {
                state = State.RAMPING;
                successes = 1;
                until = now + RAMP;
            }
            case RAMPING -> {
                if (++successes > RAMP_SUCCESSES && now - until >= 0) {
                    close();
                }
            }
            case CLOSED -> {
                sick &= now - until <= FORGIVEN;
            }
        }
    }

    /**
     * A request failed.
     *
     * @param mayOpen whether there is anywhere else to go
     * @return whether the breaker opened by it
     */
    public boolean failed(long now, boolean mayOpen) {
        failuresInRow++;
        ratio.record(now, true);
        boolean back = state == State.PROBING || state == State.RAMPING;
        boolean failing = failuresInRow >= settings.consecutive()
                || (ratio.total() >= settings.minRequests() && ratio.ratio() > settings.errorRate());
        if (state == State.OPEN || !(back || failing)) {
            return false;
        }
        if (!mayOpen) {
            close();
            return false;
        }
        if (!sick) {
            sick = true;
            sickSince = now;
        }
        open(now, penalty(now));
        return true;
    }

    /** The probe came to nothing that says anything: another one may go. */
    public void abandoned(long now) {
        if (state == State.PROBING) {
            state = State.OPEN;
            until = now;
        }
    }

    /** The endpoint asked to be left alone so long (Retry-After), which is believed up to 60 s. */
    public void pause(long now, long nanos) {
        open(now, Math.min(nanos, LONGEST_PENALTY));
    }

    /** What it was opened for is over: the next request may be the probe. */
    public void relieve(long now) {
        if (state == State.OPEN && until - now > 0) {
            until = now;
        }
    }

    /** Where it is. */
    public State state() {
        return state;
    }

    /** When the penalty of an open breaker ends. */
    public long until() {
        return until;
    }

    private void open(long now, long penalty) {
        state = State.OPEN;
        until = now + penalty;
        failuresInRow = 0;
        ratio.clear();
    }

    private void close() {
        state = State.CLOSED;
        ratio.clear();
    }

    private long penalty(long now) {
        long base = Math.clamp((now - sickSince) / 2, SHORTEST_PENALTY, LONGEST_PENALTY);
        return (long) (base * (0.5 + random.nextDouble()));
    }
}
