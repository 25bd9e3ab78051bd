package dev.slipway.operator.modeldeployment.observe;

import java.util.Optional;

/**
 * What readiness needs to know about one pod; the rest is dropped, so that ten thousand of them are cheap.
 *
 * @param revision the revision label, empty if the pod has none
 * @param ready whether it answers requests
 * @param answeredBefore whether its server has been ready since it was started
 * @param leaving whether it is being deleted, or has ended
 * @param unschedulable the scheduler's message, while no node was found
 * @param fetch the init container that gets the model
 * @param server the container that serves it
 */
public record PodFacts(
        String name,
        String revision,
        boolean ready,
        boolean answeredBefore,
        boolean leaving,
        Optional<String> unschedulable,
        ContainerFacts fetch,
        ContainerFacts server) {

    /**
     * One container of a pod.
     *
     * @param phase what it does now
     * @param started whether its startup probe has succeeded
     * @param waiting why it waits, as the kubelet says
     * @param image the image that it runs, as the spec names it
     * @param ended how it ended last, now or before its restart
     */
    public record ContainerFacts(
            Phase phase, boolean started, Optional<Waiting> waiting, String image, Optional<Ended> ended) {
        public static final ContainerFacts ABSENT =
                new ContainerFacts(Phase.WAITING, false, Optional.empty(), "", Optional.empty());
    }

    public enum Phase {
        WAITING,
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    /** The kubelet's reason, such as ImagePullBackOff, and message. */
    public record Waiting(String reason, String message) {}

    /**
     * The end of a process.
     *
     * @param reason the kubelet's reason, such as OOMKilled or Error
     * @param message what the process wrote to its termination log; empty if nothing
     */
    public record Ended(String reason, int exitCode, String message) {}
}
