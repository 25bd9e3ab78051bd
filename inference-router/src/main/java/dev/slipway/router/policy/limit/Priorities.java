package dev.slipway.router.policy.limit;

/**
 * Graduated admission without parameters (llm-d-router issue 1954): class {@code i} of {@code n}, 0 the best, is let in while
 * a target is less full than {@code 1 - i * saturation / (n - 1)}. On an idle system all classes have everything; the fuller
 * it has been, the sooner the lower classes wait.
 *
 * @param classes how many there are
 */
public record Priorities(int classes) {
    /** Everybody is equal. */
    public static final Priorities NONE = new Priorities(1);

    /** How full a target may be for this class. */
    public double ceiling(int level, double saturation) {
        return classes < 2 ? 1 : 1 - Math.min(level, classes - 1) * saturation / (classes - 1);
    }
}
