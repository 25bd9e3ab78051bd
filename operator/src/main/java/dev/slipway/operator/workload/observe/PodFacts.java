package dev.slipway.operator.workload.observe;

import dev.slipway.operator.model.Labels;
import java.util.Map;
import java.util.Optional;

/**
 * What readiness needs to know about one pod; the rest is dropped, so that ten thousand of them are cheap.
 *
 * @param ip its address, once it has one
 * @param ready whether it answers requests
 * @param answeredBefore whether its main process has been ready since it was started
 * @param leaving whether it is being deleted, or has ended
 * @param unschedulable the scheduler's message, while no node was found
 * @param init the container that prepares it, if it has one
 * @param main the container that does its work
 */
public record PodFacts(
        String name,
        String uid,
        Map<String, String> labels,
        Optional<String> ip,
        boolean ready,
        boolean answeredBefore,
        boolean leaving,
        Optional<String> unschedulable,
        ContainerFacts init,
        ContainerFacts main) {

    /** The revision that it belongs to; empty if it names none. */
    public String revision() {
        return label(Labels.REVISION);
    }

    /** The value of a label; empty if it has none. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /**
     * One container of a pod.
     *
     * @param name as in the pod's spec
     * @param phase what it does now
     * @param started whether its startup probe has succeeded
     * @param waiting why it waits, as the kubelet says
     * @param image the image that it runs, as the spec names it
     * @param ended how it ended last, now or before its restart
     */
    public record ContainerFacts(
            String name, Phase phase, boolean started, Optional<Waiting> waiting, String image, Optional<Ended> ended) {
        public static final ContainerFacts ABSENT =
                new ContainerFacts("", Phase.WAITING, false, Optional.empty(), "", Optional.empty());
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
