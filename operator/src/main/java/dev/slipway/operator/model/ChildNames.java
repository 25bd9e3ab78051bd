package dev.slipway.operator.model;

/** Names of children. Everything that a user types is the name of the custom resource itself. */
public final class ChildNames {
    private ChildNames() {}

    /** The immutable ConfigMap that holds one revision. */
    public static String revision(String modelDeployment, String revision) {
        return modelDeployment + "-" + revision;
    }

    /** Everything that makes up one feature server. The suffix keeps it apart from what Kubernetes itself calls default. */
    public static String featureServer(String server) {
        return server + "-features";
    }

    /** The Job that materialises a view at once. */
    public static String firstRun(String featureView, String hash) {
        return featureView + "-" + hash;
    }

    /** The Job that removes the rows of this very view, not those of a later one of its name. */
    public static String purge(String featureView, String uid) {
        return featureView + "-" + ContentHash.of("purge " + uid);
    }
}
