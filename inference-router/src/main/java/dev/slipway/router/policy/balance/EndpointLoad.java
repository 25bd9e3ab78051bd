package dev.slipway.router.policy.balance;

/**
 * How busy one endpoint is, in the unit of "nanoseconds that one more request would take": peak-EWMA of its response times
 * (Finagle; decay 10 s, up at once, down slowly), times what is pending, divided by its share of successes, so that an
 * endpoint that fails fast is not taken for a fast one (Envoy pull request 32942). A failure also counts as a response as
 * slow as the time that was allowed.
 *
 * <p>For one thread; the caller says what time it is.
 */
public final class EndpointLoad {
    private static final long TAU = 10_000_000_000L;
    private static final long RAMP = 30_000_000_000L;
    private static final double RAMP_FROM = 0.1;
    private static final int RAMP_ANSWERS = 200;
    private static final double UNKNOWN = Long.MAX_VALUE >> 16;

    private final FailureRatio failures;
    private double costNanos;
    private long stamp;
    private long rampFrom;
    private int pending;
    private int answersSinceEjection = -1;

    /** A new endpoint: its weight grows from 10 % to all over 30 s, so that it can warm up. */
    public EndpointLoad(long now) {
        this(now, now);
    }

    private EndpointLoad(long now, long rampFrom) {
        this.failures = new FailureRatio(TAU, now);
        this.stamp = now;
        this.rampFrom = rampFrom;
    }

    /** An endpoint that is there from the beginning: with all of its peers new, none needs to be spared. */
    public static EndpointLoad warm(long now) {
        return new EndpointLoad(now, now - RAMP);
    }

    /**
     * Lets the weight grow from 10 % again, after an ejection: over 30 s or {@value #RAMP_ANSWERS} answers, whichever comes
     * first, since a busy fleet needs it sooner. The first answer shows how fast it is; its failures and how long they were
     * waited for are of the past.
     */
    public void rampAgain(long now) {
        rampFrom = now;
        answersSinceEjection = 0;
    }

    /** A request goes out. */
    public void started() {
        pending++;
    }

    /** It was answered. */
    public void succeeded(long now, long rttNanos) {
        pending--;
        if (answersSinceEjection == 0) {
            failures.clear();
            costNanos = (double) rttNanos;
            stamp = now;
        }
        failures.record(now, false);
        answersSinceEjection += answersSinceEjection < 0 ? 0 : 1;
        observe(now, (double) rttNanos);
    }

    /** It failed; {@code allowedNanos} is the time it was given. */
    public void failed(long now, long rttNanos, long allowedNanos) {
        pending--;
        failures.record(now, true);
        observe(now, (double) Math.max(rttNanos, allowedNanos));
    }

    /** Nobody waits for it any more, which says nothing about the endpoint unless it took longer than it uses to. */
    public void abandoned(long now, long elapsedNanos) {
        pending--;
        if (elapsedNanos > costNanos) {
            observe(now, (double) elapsedNanos);
        }
    }

    /** What one more request would cost here. */
    public double score(long now) {
        observe(now, 0);
        if (costNanos == 0) {
            return pending == 0 ? 0 : (UNKNOWN + pending) / weight(now);
        }
        double cost = costNanos / Math.max(0.001, 1 - failures.cautious(now));
        return cost * (pending + 1) / weight(now);
    }

    /** Requests that are out. */
    public int pending() {
        return pending;
    }

    private double weight(long now) {
        long age = now - rampFrom;
        if (age >= RAMP) {
            return 1;
        }
        double byAnswers = Math.min(1, (double) answersSinceEjection / RAMP_ANSWERS);
        return Math.max(RAMP_FROM, Math.max(byAnswers, (double) age / RAMP));
    }

    private void observe(long now, double rttNanos) {
        long elapsed = Math.max(now - stamp, 0);
        double keep = Math.exp(-elapsed / (double) TAU);
        costNanos = rttNanos > costNanos ? rttNanos : costNanos * keep + rttNanos * (1 - keep);
        stamp = now;
    }
}
