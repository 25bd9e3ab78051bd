package dev.slipway.operator.model;

/** Names of children. Everything that a user types is the name of the custom resource itself. */
public final class ChildNames {
    private ChildNames() {}

    /** The immutable ConfigMap that holds one revision. */
    public static String revision(String modelDeployment, String revision) {
        return modelDeployment + "-" + revision;
    }
}
