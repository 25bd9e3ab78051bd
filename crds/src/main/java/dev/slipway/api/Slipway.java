package dev.slipway.api;

/** Names of the API group, shared by the four kinds and by everything that labels or annotates objects for them. */
public final class Slipway {
    public static final String GROUP = "slipway.dev";
    public static final String VERSION = "v1alpha1";

    /** {@code kubectl get slipway} lists all four kinds. */
    public static final String CATEGORY = "slipway";

    /** {@code "true"} pauses an object where its spec cannot be changed (for instance because Git owns it). */
    public static final String PAUSED_ANNOTATION = GROUP + "/paused";

    /** Names one of {@code status.revisions}: that revision is served until the annotation is removed. */
    public static final String ROLLBACK_ANNOTATION = GROUP + "/rollback-to";

    /** Ends a pause of a rollout: its value is the rollout and the step, as {@code status.rollout.reason} says it. */
    public static final String RESUME_ANNOTATION = GROUP + "/resume-rollout";

    /** Names {@code status.retraining.runId}: a person agrees to this retraining. */
    public static final String APPROVE_RETRAINING_ANNOTATION = GROUP + "/approve-retraining";

    private Slipway() {}
}
