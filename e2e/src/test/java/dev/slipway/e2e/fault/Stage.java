package dev.slipway.e2e.fault;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import dev.slipway.e2e.model.ModelStore.Behaviour;

/**
 * Where one fault takes place: a namespace with one ModelDeployment called {@value #NAME}, and a path of the store of its own.
 */
public record Stage(Sandbox sandbox) {
    static final String NAME = "iris";
    private static final String SMALL = Manifest.SMALL;

    String path() {
        return "/" + sandbox.namespace() + "/model.onnx";
    }

    /** Lets the store behave so, and returns the URL of the model. */
    String store(Behaviour behaviour) {
        return ModelStore.shared().put(path(), behaviour);
    }

    String healthyStore() {
        return ModelStore.shared().put(path(), ModelFile.IRIS);
    }

    /** Applies a ModelDeployment whose model is here. */
    void deploy(String uri) {
        deploy("model: {uri: \"" + uri + "\"}", SMALL);
    }

    /** Applies a ModelDeployment with this spec.model. */
    void deployWithModel(String model) {
        deploy("model: " + model, SMALL);
    }

    /** Applies a ModelDeployment of a healthy model with this beside it in the spec. */
    void deployWith(String... spec) {
        var parts = new String[spec.length + 1];
        parts[0] = "model: {uri: \"" + healthyStore() + "\"}";
        System.arraycopy(spec, 0, parts, 1, spec.length);
        deploy(parts);
    }

    /** The same with the usual small resources. */
    void deploySmallWith(String spec) {
        deployWith(SMALL, spec);
    }

    /** A healthy model and nothing else: the cure of everything that the spec caused. */
    void deployHealthy() {
        deployWith(SMALL);
    }

    void deployHealthyAndWait() throws InterruptedException {
        deployHealthy();
        sandbox.awaitReady(NAME);
    }

    private void deploy(String... spec) {
        sandbox.apply("""
                apiVersion: slipway.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  %s
                """.formatted(NAME, String.join("\n  ", spec)));
    }

    void apply(String manifest) {
        sandbox.apply(manifest);
    }

    String kubectl(String... words) {
        return sandbox.kubectl(words);
    }

    void patch(String kind, String type, String patch) {
        sandbox.kubectl("patch", kind, NAME, "--type=" + type, "-p", patch);
    }
}
