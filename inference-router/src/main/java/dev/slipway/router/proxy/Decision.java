package dev.slipway.router.proxy;

/** Why a target was tried, or was not. Counted by target, told by {@code x-route-explain}. */
public enum Decision {
    /** Drawn by weight, or by its unit. */
    WEIGHT,
    /** The candidate's or the baseline's share of a rollout. */
    ROLLOUT,
    /** The cheapest or fastest. */
    CHOICE,
    /** Another one before it did not answer. */
    FALLBACK,
    /** Again, after a failure. */
    RETRY,
    /** Beside one that takes long. */
    HEDGE,
    /** A copy whose answer nobody gets. */
    SHADOW,
    /** A question for features. */
    FEATURES,
    /** Not tried: all of its endpoints are out. */
    SKIPPED_EJECTED,
    /** Not tried: its heartbeat is lost. */
    SKIPPED_HEARTBEAT,
    /** Not tried: it is full. */
    SKIPPED_FULL,
    /** Not tried: it has no endpoints. */
    SKIPPED_NO_ENDPOINTS,
    /** Not tried: the budget of extra attempts is used up. */
    SKIPPED_BUDGET
}
