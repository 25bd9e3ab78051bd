package dev.slipway.operator.model;

/** Names of children. Everything that a user types is the name of the custom resource itself. */
public final class ChildNames {
    /** Names of Services are DNS labels. */
    private static final int LABEL_MAX = 63;

    private static final String COMPARISONS = "-drift";
    private static final int CRON_JOB_MAX = 52;

    private ChildNames() {}

    /** The immutable ConfigMap that holds one revision. */
    public static String revision(String modelDeployment, String revision) {
        return modelDeployment + "-" + revision;
    }

    /** What runs the revision that is to be judged beside the active one. */
    public static String candidate(String modelDeployment) {
        return modelDeployment + "-candidate";
    }

    /** Everything that makes up one feature server. The suffix keeps it apart from what Kubernetes itself calls default. */
    public static String featureServer(String server) {
        return server + "-features";
    }

    /** Everything that carries a route's requests. The suffix keeps it apart from a model of the same name. */
    public static String router(String inferenceRoute) {
        return inferenceRoute + "-router";
    }

    /** The Service without an address of its own by which a router finds the pods of a target. */
    public static String target(String inferenceRoute, String target) {
        var name = inferenceRoute + "-to-" + target;
        return name.length() <= LABEL_MAX ? name : inferenceRoute + "-" + ContentHash.of("target " + target);
    }

    /** The Job that materialises a view at once. */
    public static String firstRun(String featureView, String hash) {
        return featureView + "-" + hash;
    }

    /** The Job that removes the rows of this very view, not those of a later one of its name. */
    public static String purge(String featureView, String uid) {
        return featureView + "-" + ContentHash.of("purge " + uid);
    }

    /**
     * The CronJob of a DriftMonitor, apart from that of a FeatureView of the same name. A CronJob's name has at most 52
     * characters.
     */
    public static String comparisons(String driftMonitor) {
        var name = driftMonitor + COMPARISONS;
        return name.length() <= CRON_JOB_MAX
                ? name
                : driftMonitor.substring(0, CRON_JOB_MAX - 11) + "-" + ContentHash.of(name);
    }

    /** A Job of a DriftMonitor: the same for the same cause. */
    public static String effect(String driftMonitor, String uid, String role, String cause) {
        return driftMonitor + "-" + ContentHash.of(uid + " " + role + " " + cause);
    }
}
