package dev.slipway.operator.model;

/** Where the feature server of a namespace is asked. */
public final class FeatureServerAddress {
    /** Feast's port. */
    public static final int PORT = 6566;

    private FeatureServerAddress() {}

    /** For pods of the same namespace. */
    public static String nearby(String server) {
        return "http://" + ChildNames.featureServer(server) + ":" + PORT;
    }

    public static String of(String namespace, String server) {
        return "http://" + ChildNames.featureServer(server) + "." + namespace + ".svc:" + PORT;
    }
}
