package dev.slipway.router.policy.choice;

/**
 * Whether a far target can be reached, by beats every {@code interval}: two missed in a row and it is lost, one that comes
 * and it is back. Without beats a target is taken for reachable; its failures say the rest.
 */
public final class Heartbeat {
    private static final int LOST_AFTER = 2;

    private final RttEstimate rtt = new RttEstimate();
    private int missed;

    /** A beat was answered after so long. */
    public void answered(long nanos) {
        missed = 0;
        rtt.sample((double) nanos);
    }

    /** A beat was not answered. */
    public void missed() {
        missed++;
    }

    /** Whether the target can be reached. */
    public boolean alive() {
        return missed < LOST_AFTER;
    }

    /** How long the way there and back takes; 0 while unknown. */
    public double linkNanos() {
        return rtt.smoothed();
    }
}
