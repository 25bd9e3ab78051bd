package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.ContainerFacts;
import dev.slipway.operator.workload.observe.PodFacts.Ended;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.observe.PodFacts.Waiting;
import java.util.Map;
import java.util.Optional;

/** Pods in the states that a kubelet and a scheduler report. The revision {@code *} is the one that the spec asks for. */
final class Facts {
    private static final String IMAGE = "registry/x:1";
    private static final ContainerFacts FETCHED = new ContainerFacts(
            "", Phase.SUCCEEDED, false, Optional.empty(), IMAGE, Optional.of(new Ended("Completed", 0, "")));

    private Facts() {}

    static PodFacts ready() {
        return pod(true, false, Optional.empty(), FETCHED, running(true));
    }

    static PodFacts of(String revision, PodFacts pod) {
        return new PodFacts(
                pod.name(),
                pod.uid(),
                Map.of(Labels.REVISION, revision),
                pod.ip(),
                pod.ready(),
                pod.answeredBefore(),
                pod.leaving(),
                pod.unschedulable(),
                pod.init(),
                pod.main());
    }

    static PodFacts unschedulable(String message) {
        return pod(false, false, Optional.of(message), ContainerFacts.ABSENT, ContainerFacts.ABSENT);
    }

    static PodFacts fetching() {
        return pod(false, false, Optional.empty(), running(false), ContainerFacts.ABSENT);
    }

    static PodFacts loading() {
        return pod(false, false, Optional.empty(), FETCHED, running(false));
    }

    static PodFacts startedButNeverReady() {
        return pod(false, false, Optional.empty(), FETCHED, running(true));
    }

    static PodFacts readyBeforeButNotNow() {
        return pod(false, true, Optional.empty(), FETCHED, running(true));
    }

    static PodFacts fetchWaits(String reason, String message) {
        return pod(false, false, Optional.empty(), waiting(reason, message), ContainerFacts.ABSENT);
    }

    static PodFacts serverWaits(String reason, String message) {
        return pod(false, false, Optional.empty(), FETCHED, waiting(reason, message));
    }

    static PodFacts fetchEnded(String reason, int exitCode, String message) {
        return pod(false, false, Optional.empty(), ended(reason, exitCode, message), ContainerFacts.ABSENT);
    }

    static PodFacts serverEnded(String reason, int exitCode, String message) {
        return pod(false, false, Optional.empty(), FETCHED, ended(reason, exitCode, message));
    }

    /** What a process of ours writes to its termination log. */
    static String told(String reason, String message) {
        return "{\"reason\":\"" + reason + "\",\"message\":\"" + message + "\"}";
    }

    private static PodFacts pod(
            boolean ready,
            boolean answeredBefore,
            Optional<String> unschedulable,
            ContainerFacts fetch,
            ContainerFacts server) {
        return new PodFacts(
                "iris-x",
                "u-x",
                Map.of(Labels.REVISION, "*"),
                Optional.empty(),
                ready,
                answeredBefore,
                false,
                unschedulable,
                named("fetch", fetch),
                named("model-server", server));
    }

    private static ContainerFacts named(String name, ContainerFacts container) {
        return new ContainerFacts(
                name,
                container.phase(),
                container.started(),
                container.waiting(),
                container.image(),
                container.ended());
    }

    private static ContainerFacts running(boolean started) {
        return new ContainerFacts("", Phase.RUNNING, started, Optional.empty(), IMAGE, Optional.empty());
    }

    private static ContainerFacts waiting(String reason, String message) {
        return new ContainerFacts(
                "", Phase.WAITING, false, Optional.of(new Waiting(reason, message)), IMAGE, Optional.empty());
    }

    private static ContainerFacts ended(String reason, int exitCode, String message) {
        return new ContainerFacts(
                "",
                Phase.WAITING,
                false,
                Optional.of(new Waiting("CrashLoopBackOff", "back-off 10s restarting failed container")),
                IMAGE,
                Optional.of(new Ended(reason, exitCode, message)));
    }
}
