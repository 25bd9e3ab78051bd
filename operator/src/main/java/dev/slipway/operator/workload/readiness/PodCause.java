package dev.slipway.operator.workload.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.ContainerFacts;
import dev.slipway.operator.workload.observe.PodFacts.Ended;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.observe.PodFacts.Waiting;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.util.Optional;
import java.util.Set;

/**
 * Why one pod does not do its work, with the condition that it belongs to.
 *
 * @param message the same for every pod with the same cause: no pod names, no counters
 */
public record PodCause(ConditionType home, Reason reason, String message, Severity severity) {
    private static final Set<String> IMAGE_PROBLEMS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> START_PROBLEMS = Set.of(
            "CreateContainerError",
            "RunContainerError",
            "ContainerCannotRun",
            "StartError",
            "CreateContainerConfigError");

    /** The first cause in the order in which a pod comes up; empty while it is on its way, or works. */
    public static Optional<PodCause> of(PodFacts pod, Remedies remedies) {
        if (pod.ready() || pod.leaving()) {
            return Optional.empty();
        }
        return waitingCause(pod.init(), remedies)
                .or(() -> initCause(pod.init(), remedies))
                .or(() -> waitingCause(pod.main(), remedies))
                .or(() -> mainCause(pod, remedies));
    }

    /** Why a pod failed that was to end; empty where it ended well, or has not ended. */
    public static Optional<PodCause> ofEnd(PodFacts pod, Remedies remedies) {
        return waitingCause(pod.main(), remedies)
                .or(() -> pod.main().phase() == Phase.FAILED
                        ? pod.main().ended().map(e -> endCause(pod.main(), e, remedies))
                        : Optional.empty());
    }

    private static Optional<PodCause> waitingCause(ContainerFacts container, Remedies remedies) {
        return container.waiting().flatMap(w -> waitingCause(w, container.image(), remedies));
    }

    private static Optional<PodCause> waitingCause(Waiting waiting, String image, Remedies remedies) {
        if (IMAGE_PROBLEMS.contains(waiting.reason())) {
            return Optional.of(stuck(
                    AVAILABLE,
                    Reason.IMAGE_PULL_FAILED,
                    "image " + image + " cannot be pulled. Check " + remedies.image()
                            + " and the node's access to its registry."));
        }
        var message = waiting.message();
        if (waiting.reason().equals("CreateContainerConfigError") && message.contains("not found")) {
            return Optional.of(
                    stuck(ACCEPTED, Reason.REFERENCE_NOT_FOUND, message + ". Create it" + orCorrect(remedies) + "."));
        }
        if (waiting.reason().equals("CreateContainerConfigError") && message.contains("couldn't find key")) {
            return Optional.of(
                    stuck(ACCEPTED, Reason.INVALID_SECRET, message + ". Add the key" + orCorrect(remedies) + "."));
        }
        return START_PROBLEMS.contains(waiting.reason())
                ? Optional.of(stuck(AVAILABLE, Reason.CONTAINER_CONFIG_INVALID, message))
                : Optional.empty();
    }

    private static String orCorrect(Remedies remedies) {
        return remedies.references().isEmpty() ? "" : ", or correct " + remedies.references();
    }

    private static Optional<PodCause> initCause(ContainerFacts init, Remedies remedies) {
        return init.phase() == Phase.SUCCEEDED
                ? Optional.empty()
                : init.ended().filter(e -> e.exitCode() != 0).map(e -> endCause(init, e, remedies));
    }

    /** A server that has just passed its startup probe is about to be ready; one that was ready before is not. */
    private static Optional<PodCause> mainCause(PodFacts pod, Remedies remedies) {
        var main = pod.main();
        if (main.phase() == Phase.RUNNING && main.started()) {
            return pod.answeredBefore() ? Optional.of(probeFailing(remedies)) : Optional.empty();
        }
        return main.ended().map(e -> endCause(main, e, remedies));
    }

    private static PodCause probeFailing(Remedies remedies) {
        return new PodCause(
                AVAILABLE,
                Reason.PROBE_FAILING,
                "the " + remedies.process() + " runs but does not answer its readiness probe. See its logs.",
                Severity.WAITING);
    }

    private static PodCause endCause(ContainerFacts container, Ended ended, Remedies remedies) {
        if (ended.reason().equals("OOMKilled")) {
            return stuck(
                    AVAILABLE,
                    Reason.OUT_OF_MEMORY,
                    container.name() + " used more memory than its limit. Raise " + remedies.memory() + ".");
        }
        return TerminationMessage.failure(ended.message())
                .flatMap(failure -> told(failure, remedies))
                .orElseGet(() -> START_PROBLEMS.contains(ended.reason())
                        ? stuck(AVAILABLE, Reason.CONTAINER_CONFIG_INVALID, ended.message())
                        : stuck(
                                AVAILABLE,
                                Reason.CRASH_LOOPING,
                                container.name() + " ends with exit code " + ended.exitCode() + ". See its logs."));
    }

    private static Optional<PodCause> told(TerminationMessage.Failure failure, Remedies remedies) {
        return Reason.ofWord(failure.reason())
                .flatMap(reason -> Optional.ofNullable(remedies.homes().get(reason))
                        .map(home -> new PodCause(
                                home,
                                reason,
                                failure.message(),
                                remedies.passing().contains(reason) ? Severity.WAITING : Severity.STUCK)));
    }

    private static PodCause stuck(ConditionType home, Reason reason, String message) {
        return new PodCause(home, reason, message, Severity.STUCK);
    }
}
