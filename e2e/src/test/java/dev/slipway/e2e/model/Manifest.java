package dev.slipway.e2e.model;

/** ModelDeployments as a user writes them. */
public final class Manifest {
    /** Little enough that many fit on a developer's machine. */
    public static final String SMALL = "resources: {requests: {cpu: 20m, memory: 192Mi}, limits: {memory: 512Mi}}";

    /** Patience for the pauses of a machine that runs the cluster and the clients too. */
    public static final String PATIENT = "server: {queue: {deadline: 5s}}";

    private static final String SHARE = "resources: {requests: {cpu: 150m, memory: 192Mi}, limits: {memory: 512Mi}}\n";

    private static final String STEADY = SHARE + PATIENT;

    private static final String SLOW =
            SHARE + "server: {queue: {deadline: 3s}, batching: {mode: Fixed, maxBatchSize: 4096, maxDelay: 700ms}}";

    private Manifest() {}

    /**
     * A small ModelDeployment of the iris model.
     *
     * @param more further fields of the spec, one in a line
     */
    public static String iris(String name, String more) {
        return of(name, iris(), more);
    }

    /** A steady ModelDeployment of the iris model. */
    public static String steadyIris(String name, String more) {
        return steady(name, iris(), more);
    }

    public static String of(String name, String uri, String more) {
        return withModel(name, model(uri), more);
    }

    /**
     * A model whose every answer counts: it has a share of the processors that starting pods cannot take, and patience.
     */
    public static String steady(String name, String uri, String more) {
        return withModel(name, model(uri), STEADY, more);
    }

    /** A steady model whose answers are right, but wait 700 ms for a batch that never fills. */
    public static String slow(String name, String uri, String more) {
        return withModel(name, model(uri), SLOW, more);
    }

    /** A model that is read with the keys of a Secret. */
    public static String withSecret(String name, String uri, String secret) {
        return withModel(name, "{uri: \"%s\", secretRef: {name: %s}}".formatted(uri, secret), "");
    }

    /** A steady model that an MLflow registry names, asked as often as by default. */
    public static String registered(String name, String uri, String registry) {
        var model = "{uri: \"%s\", registry: {url: \"%s\"}}".formatted(uri, registry);
        return withModel(name, model, STEADY, "");
    }

    private static String iris() {
        return ModelStore.shared().put("/iris.onnx", ModelFile.IRIS);
    }

    private static String model(String uri) {
        return "{uri: \"" + uri + "\"}";
    }

    private static String withModel(String name, String model, String more) {
        return withModel(name, model, SMALL, more);
    }

    private static String withModel(String name, String model, String serving, String more) {
        return """
                apiVersion: slipway.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: %s
                %s%s
                """.formatted(name, model, serving.indent(2), more.indent(2));
    }
}
