package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.modeldeployment.readiness.Case.when;
import static dev.slipway.operator.modeldeployment.readiness.Facts.fetchEnded;
import static dev.slipway.operator.modeldeployment.readiness.Facts.fetchWaits;
import static dev.slipway.operator.modeldeployment.readiness.Facts.ready;
import static dev.slipway.operator.modeldeployment.readiness.Facts.readyBeforeButNotNow;
import static dev.slipway.operator.modeldeployment.readiness.Facts.serverEnded;
import static dev.slipway.operator.modeldeployment.readiness.Facts.serverWaits;
import static dev.slipway.operator.modeldeployment.readiness.Facts.told;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.Verdict.Severity.STUCK;
import static dev.slipway.operator.status.Verdict.Severity.WAITING;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, in the words of kubelet, processes and API server, and what the status says of it. */
class ReadinessTest {
    static Stream<Case> cases() {
        return Stream.concat(processes(), kubelet());
    }

    private static Stream<Case> processes() {
        return Stream.concat(
                Stream.of(
                                Reason.ARTIFACT_NOT_FOUND,
                                Reason.ACCESS_DENIED,
                                Reason.CHECKSUM_MISMATCH,
                                Reason.ARTIFACT_CORRUPT,
                                Reason.UNSUPPORTED_MODEL_FORMAT,
                                Reason.DISK_FULL)
                        .map(reason -> when("the fetch step says " + reason)
                                .pods(fetchEnded("Error", 1, told(reason.word(), "what it said.")))
                                .then(ARTIFACT_READY, FALSE, reason, STUCK, "What it said.")),
                Stream.of(
                        when("the store does not answer, which may pass")
                                .pods(fetchEnded("Error", 1, told("ArtifactUnavailable", "Connection refused.")))
                                .then(
                                        ARTIFACT_READY,
                                        FALSE,
                                        Reason.ARTIFACT_UNAVAILABLE,
                                        WAITING,
                                        "Connection refused."),
                        when("the store's Secret does not exist")
                                .pods(fetchEnded("Error", 1, told("ReferenceNotFound", "Secret s3 does not exist.")))
                                .then(ACCEPTED, FALSE, Reason.REFERENCE_NOT_FOUND, STUCK, "Secret s3 does not exist."),
                        when("the store's Secret has other keys")
                                .pods(fetchEnded("Error", 1, told("InvalidSecret", "Secret s3 has keys [a].")))
                                .then(ACCEPTED, FALSE, Reason.INVALID_SECRET, STUCK, "Secret s3 has keys [a]."),
                        when("ONNX Runtime refuses the model")
                                .pods(serverEnded("Error", 1, told("ModelLoadFailed", "Unknown operator Foo.")))
                                .then(AVAILABLE, FALSE, Reason.MODEL_LOAD_FAILED, STUCK, "Unknown operator Foo."),
                        when("the warm-up fails")
                                .pods(serverEnded("Error", 1, told("WarmupFailed", "Shape [1,3] is no input.")))
                                .then(AVAILABLE, FALSE, Reason.WARMUP_FAILED, STUCK, "Shape [1,3] is no input."),
                        when("the model gives another answer to a golden request")
                                .pods(serverEnded("Error", 1, told("GoldenMismatch", "Output 'y'[0] is 1.")))
                                .then(AVAILABLE, FALSE, Reason.GOLDEN_MISMATCH, STUCK, "Output 'y'[0] is 1."),
                        when("the server does not take its configuration")
                                .pods(serverEnded("Error", 1, told("InvalidConfig", "$.limits.x is unknown.")))
                                .then(AVAILABLE, FALSE, Reason.INVALID_CONFIG, STUCK, "$.limits.x is unknown."),
                        when("the server fails within itself")
                                .pods(serverEnded("Error", 1, told("InternalError", "NullPointerException.")))
                                .then(AVAILABLE, FALSE, Reason.INTERNAL_ERROR, STUCK, "NullPointerException."),
                        when("the kernel ends the server for its memory")
                                .pods(serverEnded("OOMKilled", 137, ""))
                                .then(
                                        AVAILABLE,
                                        FALSE,
                                        Reason.OUT_OF_MEMORY,
                                        STUCK,
                                        "model-server used more memory than its limit. Raise spec.resources.limits.memory."),
                        when("a process ends without a word")
                                .pods(serverEnded("Error", 3, ""))
                                .then(
                                        AVAILABLE,
                                        FALSE,
                                        Reason.CRASH_LOOPING,
                                        STUCK,
                                        "model-server ends with exit code 3. See its logs."),
                        when("a process ends with a word that we do not know")
                                .pods(serverEnded("Error", 3, told("QuantumFlux", "boo")))
                                .then(
                                        AVAILABLE,
                                        FALSE,
                                        Reason.CRASH_LOOPING,
                                        STUCK,
                                        "model-server ends with exit code 3. See its logs."),
                        when("a foreign process claims that all is well")
                                .pods(serverEnded("Error", 3, told("Accepted", "fine")))
                                .then(
                                        AVAILABLE,
                                        FALSE,
                                        Reason.CRASH_LOOPING,
                                        STUCK,
                                        "model-server ends with exit code 3. See its logs."),
                        when("two of three replicas say the same")
                                .spec("scaling: {minReplicas: 3}")
                                .pods(
                                        ready(),
                                        serverEnded("Error", 1, told("ModelLoadFailed", "no such operator.")),
                                        serverEnded("Error", 1, told("ModelLoadFailed", "no such operator.")))
                                .then(
                                        AVAILABLE,
                                        FALSE,
                                        Reason.MODEL_LOAD_FAILED,
                                        STUCK,
                                        "2 of 3 replicas: no such operator."),
                        when("causes differ, the most frequent one is told")
                                .spec("scaling: {minReplicas: 3}")
                                .pods(
                                        serverEnded("Error", 1, told("WarmupFailed", "w.")),
                                        serverEnded("OOMKilled", 137, ""),
                                        serverEnded("Error", 1, told("WarmupFailed", "w.")))
                                .then(AVAILABLE, FALSE, Reason.WARMUP_FAILED, STUCK, "2 of 3 replicas: w.")));
    }

    private static Stream<Case> kubelet() {
        return Stream.of(
                when("the image does not exist")
                        .pods(fetchWaits(
                                "ErrImagePull", "rpc error: code = NotFound desc = failed to pull and unpack image"))
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.IMAGE_PULL_FAILED,
                                STUCK,
                                "Image registry/x:1 cannot be pulled. Check spec.server.image and the node's access to its registry."),
                when("two of three replicas back off from pulling")
                        .spec("scaling: {minReplicas: 3}")
                        .pods(
                                ready(),
                                fetchWaits("ImagePullBackOff", "Back-off pulling image"),
                                fetchWaits("ErrImagePull", "not found"))
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.IMAGE_PULL_FAILED,
                                STUCK,
                                "2 of 3 replicas: image registry/x:1 cannot be pulled. Check spec.server.image and the node's access to its registry."),
                when("a Secret of a variable does not exist")
                        .pods(serverWaits("CreateContainerConfigError", "secret \"token\" not found"))
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "Secret \"token\" not found. Create it, or correct spec.server.env."),
                when("a Secret of a variable lacks the key")
                        .pods(serverWaits("CreateContainerConfigError", "couldn't find key k in Secret shop/token"))
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.INVALID_SECRET,
                                STUCK,
                                "couldn't find key k in Secret shop/token. Add the key, or correct spec.server.env."),
                when("the runtime cannot start the container")
                        .pods(serverWaits("RunContainerError", "exec: \"java\": not in PATH"))
                        .then(AVAILABLE, FALSE, Reason.CONTAINER_CONFIG_INVALID, STUCK, "exec: \"java\": not in PATH"),
                when("the container ended before it began")
                        .pods(serverEnded("StartError", 128, "failed to create containerd task"))
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.CONTAINER_CONFIG_INVALID,
                                STUCK,
                                "Failed to create containerd task"),
                when("a server that was ready does not answer any more")
                        .pods(readyBeforeButNotNow())
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.PROBE_FAILING,
                                WAITING,
                                "The model server runs but does not answer its readiness probe. See its logs."));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void verdict(Case given) {
        var verdicts = ModelReadiness.judge(given.situation());

        var type = given.verdict().type();
        assertThat(Stream.concat(verdicts.inReadyOrder().stream(), verdicts.apart().stream())
                        .filter(v -> v.type() == type))
                .containsExactly(given.verdict());
    }
}
