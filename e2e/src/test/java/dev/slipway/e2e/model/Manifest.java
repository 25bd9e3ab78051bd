package dev.slipway.e2e.model;

/** ModelDeployments as a user writes them. */
public final class Manifest {
    /** Little enough that many fit on a developer's machine. */
    public static final String SMALL = "resources: {requests: {cpu: 20m, memory: 192Mi}, limits: {memory: 512Mi}}";

    private Manifest() {}

    /**
     * A small ModelDeployment of the iris model.
     *
     * @param more further fields of the spec, one in a line
     */
    public static String iris(String name, String more) {
        return of(name, ModelStore.shared().put("/iris.onnx", ModelFile.IRIS), more);
    }

    public static String of(String name, String uri, String more) {
        return withModel(name, "{uri: \"" + uri + "\"}", more);
    }

    /** A model that is read with the keys of a Secret. */
    public static String withSecret(String name, String uri, String secret) {
        return withModel(name, "{uri: \"%s\", secretRef: {name: %s}}".formatted(uri, secret), "");
    }

    /** A model that an MLflow registry names, asked every five seconds. */
    public static String registered(String name, String uri, String registry) {
        return withModel(name, "{uri: \"%s\", registry: {url: \"%s\", pollInterval: 5s}}".formatted(uri, registry), "");
    }

    private static String withModel(String name, String model, String more) {
        return """
                apiVersion: slipway.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: %s
                  %s
                %s
                """.formatted(name, model, SMALL, more.indent(2));
    }
}
