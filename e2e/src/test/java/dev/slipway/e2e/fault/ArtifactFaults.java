package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.ended;
import static dev.slipway.e2e.fault.Evidence.unschedulable;
import static dev.slipway.e2e.fault.Symptom.notReady;

import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import dev.slipway.e2e.model.ModelStore.Behaviour;
import java.util.Arrays;
import java.util.stream.Stream;

/** The model cannot be had, or is not one. */
final class ArtifactFaults {
    private static final String NO_FILE = "no-such-host.invalid";

    private ArtifactFaults() {}

    static Stream<Fault> all() {
        var iris = ModelFile.IRIS.bytes();
        return Stream.of(
                store(
                        "there is no file at the URL",
                        ModelStore.status(404),
                        notReady("ArtifactNotFound", "http://", "/model.onnx", "404")),
                store("the store answers 403", ModelStore.status(403), notReady("AccessDenied", "403", "secretRef")),
                store("the store answers 500", ModelStore.status(500), notReady("ArtifactUnavailable", "500")),
                store(
                        "the file is a login page in HTML",
                        ModelStore.html(),
                        notReady("UnsupportedModelFormat", "HTML")),
                store(
                        "the file is cut off",
                        ModelStore.serving(Arrays.copyOf(iris, iris.length / 2)),
                        notReady("ArtifactCorrupt", "upload it again")),
                store(
                        "the model's output is of an unsupported type",
                        ModelStore.serving(ModelFile.MAPS.bytes()),
                        notReady("UnsupportedModelFormat", "'probabilities'", "zipmap=False")),
                store(
                        "the store stops sending in the middle",
                        ModelStore.stalling(iris),
                        notReady("ArtifactUnavailable", "stopped sending")),
                digest(),
                dead(),
                new Fault(
                        "the host of the URL does not exist",
                        stage -> stage.deploy("http://" + NO_FILE + "/model.onnx"),
                        ended("fetch"),
                        notReady("ArtifactUnavailable", NO_FILE, "cannot be resolved"),
                        Stage::deployHealthy),
                new Fault(
                        "the volume claim does not exist",
                        stage -> stage.deploy("pvc://models/iris.onnx"),
                        unschedulable(),
                        notReady("ReferenceNotFound", "models", "not found"),
                        Stage::deployHealthy),
                new Fault(
                        "the model fails at warm-up",
                        stage -> stage.deploy(stage.store(ModelStore.serving(ModelFile.FAILS_AT_RUN.bytes()))),
                        ended("model-server"),
                        notReady("WarmupFailed", "zeros"),
                        stage -> stage.deploy(stage.healthyStore() + "?fixed")));
    }

    /** The store misbehaves, and is cured without a word to Kubernetes. */
    private static Fault store(String sentence, Behaviour behaviour, Symptom symptom) {
        return new Fault(
                sentence, stage -> stage.deploy(stage.store(behaviour)), ended("fetch"), symptom, Stage::healthyStore);
    }

    private static Fault digest() {
        return new Fault(
                "the digest is of another file",
                stage -> stage.deployWithModel(
                        "{uri: \"" + stage.healthyStore() + "\", digest: \"" + ModelFile.OTHER_IRIS.digest() + "\"}"),
                ended("fetch"),
                notReady("ChecksumMismatch", ModelFile.IRIS.digest(), ModelFile.OTHER_IRIS.digest()),
                stage -> stage.deployWithModel(
                        "{uri: \"" + stage.healthyStore() + "\", digest: \"" + ModelFile.IRIS.digest() + "\"}"));
    }

    private static Fault dead() {
        var port = ModelStore.deadPort();
        return new Fault(
                "nobody listens at the URL",
                stage -> stage.deploy(ModelStore.url(port) + "/model.onnx"),
                ended("fetch"),
                notReady("ArtifactUnavailable", "refused", ":" + port),
                stage -> new ModelStore(port).put("/model.onnx", ModelFile.IRIS));
    }
}
