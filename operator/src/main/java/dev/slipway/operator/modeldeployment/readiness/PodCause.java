package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;

import dev.slipway.operator.modeldeployment.observe.PodFacts;
import dev.slipway.operator.modeldeployment.observe.PodFacts.ContainerFacts;
import dev.slipway.operator.modeldeployment.observe.PodFacts.Ended;
import dev.slipway.operator.modeldeployment.observe.PodFacts.Phase;
import dev.slipway.operator.modeldeployment.observe.PodFacts.Waiting;
import dev.slipway.operator.modeldeployment.observe.TerminationMessage;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict.Severity;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Why one pod does not serve, with the condition that it belongs to.
 *
 * @param message the same for every pod with the same cause: no pod names, no counters
 */
record PodCause(ConditionType home, Reason reason, String message, Severity severity) {
    private static final Set<String> IMAGE_PROBLEMS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> START_PROBLEMS = Set.of(
            "CreateContainerError",
            "RunContainerError",
            "ContainerCannotRun",
            "StartError",
            "CreateContainerConfigError");

    /** What our own processes may say of themselves; any other word is a foreign process's, and counts as a crash. */
    private static final Set<Reason> TOLD_BY_PROCESSES = EnumSet.of(
            Reason.INVALID_CONFIG,
            Reason.REFERENCE_NOT_FOUND,
            Reason.INVALID_SECRET,
            Reason.ARTIFACT_NOT_FOUND,
            Reason.ACCESS_DENIED,
            Reason.ARTIFACT_UNAVAILABLE,
            Reason.REGISTRY_UNREACHABLE,
            Reason.CHECKSUM_MISMATCH,
            Reason.ARTIFACT_CORRUPT,
            Reason.UNSUPPORTED_MODEL_FORMAT,
            Reason.DISK_FULL,
            Reason.MODEL_LOAD_FAILED,
            Reason.WARMUP_FAILED,
            Reason.GOLDEN_MISMATCH,
            Reason.OUT_OF_MEMORY,
            Reason.INTERNAL_ERROR);

    /** The first cause in the order in which a pod comes up; empty while it is on its way, or serves. */
    static Optional<PodCause> of(PodFacts pod) {
        if (pod.ready() || pod.leaving()) {
            return Optional.empty();
        }
        return waitingCause(pod.fetch())
                .or(() -> fetchCause(pod.fetch()))
                .or(() -> waitingCause(pod.server()))
                .or(() -> serverCause(pod));
    }

    private static Optional<PodCause> waitingCause(ContainerFacts container) {
        return container.waiting().flatMap(w -> waitingCause(w, container.image()));
    }

    private static Optional<PodCause> waitingCause(Waiting waiting, String image) {
        if (IMAGE_PROBLEMS.contains(waiting.reason())) {
            return stuck(
                    AVAILABLE,
                    Reason.IMAGE_PULL_FAILED,
                    "image " + image
                            + " cannot be pulled. Check spec.server.image and the node's access to its registry.");
        }
        var message = waiting.message();
        if (waiting.reason().equals("CreateContainerConfigError") && message.contains("not found")) {
            return stuck(ACCEPTED, Reason.REFERENCE_NOT_FOUND, message + ". Create it, or correct spec.server.env.");
        }
        if (waiting.reason().equals("CreateContainerConfigError") && message.contains("couldn't find key")) {
            return stuck(ACCEPTED, Reason.INVALID_SECRET, message + ". Add the key, or correct spec.server.env.");
        }
        return START_PROBLEMS.contains(waiting.reason())
                ? stuck(AVAILABLE, Reason.CONTAINER_CONFIG_INVALID, message)
                : Optional.empty();
    }

    private static Optional<PodCause> fetchCause(ContainerFacts fetch) {
        return fetch.phase() == Phase.SUCCEEDED
                ? Optional.empty()
                : fetch.ended().filter(e -> e.exitCode() != 0).flatMap(e -> endCause("fetch", e));
    }

    /** A server that has just passed its startup probe is about to be ready; one that was ready before is not. */
    private static Optional<PodCause> serverCause(PodFacts pod) {
        var server = pod.server();
        if (server.phase() == Phase.RUNNING && server.started()) {
            return pod.answeredBefore() ? Optional.of(probeFailing()) : Optional.empty();
        }
        return server.ended().flatMap(e -> endCause("model-server", e));
    }

    private static PodCause probeFailing() {
        return new PodCause(
                AVAILABLE,
                Reason.PROBE_FAILING,
                "the model server runs but does not answer its readiness probe. See its logs.",
                Severity.WAITING);
    }

    private static Optional<PodCause> endCause(String container, Ended ended) {
        if (ended.reason().equals("OOMKilled")) {
            return stuck(
                    AVAILABLE,
                    Reason.OUT_OF_MEMORY,
                    container + " used more memory than its limit. Raise spec.resources.limits.memory.");
        }
        var typed = TerminationMessage.failure(ended.message())
                .flatMap(f -> Reason.ofWord(f.reason())
                        .filter(TOLD_BY_PROCESSES::contains)
                        .map(reason -> new PodCause(home(reason), reason, f.message(), severity(reason))));
        if (typed.isPresent()) {
            return typed;
        }
        if (START_PROBLEMS.contains(ended.reason())) {
            return stuck(AVAILABLE, Reason.CONTAINER_CONFIG_INVALID, ended.message());
        }
        return stuck(
                AVAILABLE,
                Reason.CRASH_LOOPING,
                container + " ends with exit code " + ended.exitCode() + ". See its logs.");
    }

    private static Optional<PodCause> stuck(ConditionType home, Reason reason, String message) {
        return Optional.of(new PodCause(home, reason, message, Severity.STUCK));
    }

    private static ConditionType home(Reason reason) {
        return switch (reason) {
            case REFERENCE_NOT_FOUND, INVALID_SECRET -> ACCEPTED;
            case ARTIFACT_NOT_FOUND,
                    ACCESS_DENIED,
                    ARTIFACT_UNAVAILABLE,
                    REGISTRY_UNREACHABLE,
                    CHECKSUM_MISMATCH,
                    ARTIFACT_CORRUPT,
                    UNSUPPORTED_MODEL_FORMAT,
                    DISK_FULL -> ARTIFACT_READY;
            default -> AVAILABLE;
        };
    }

    private static Severity severity(Reason reason) {
        return reason == Reason.ARTIFACT_UNAVAILABLE || reason == Reason.REGISTRY_UNREACHABLE
                ? Severity.WAITING
                : Severity.STUCK;
    }
}
