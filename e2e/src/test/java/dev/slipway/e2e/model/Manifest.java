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
        return """
                apiVersion: slipway.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: {uri: "%s"}
                  %s
                %s
                """.formatted(name, uri, SMALL, more.indent(2));
    }
}
