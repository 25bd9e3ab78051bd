package dev.slipway.router.policy.balance;

/**
 * How many endpoints of one target may be out at once. A target that has another one behind it in the chain may lose all of
 * them: there is somewhere to go. The last one keeps {@code minHealthy} of its endpoints in whatever they do, and always one:
 * where all else is lost, trying is better than refusing.
 */
public record EjectionFloor(double minHealthy) {
    /** A third. */
    public static final EjectionFloor DEFAULT = new EjectionFloor(0.34);

    /**
     * Whether one more endpoint may be taken out.
     *
     * @param in endpoints that are in, with the one in question
     * @param all endpoints of the target
     * @param onward whether another target follows
     */
    public boolean mayEject(int in, int all, boolean onward) {
        return onward || in - 1 >= Math.max(1, Math.ceil(minHealthy * all));
    }
}
