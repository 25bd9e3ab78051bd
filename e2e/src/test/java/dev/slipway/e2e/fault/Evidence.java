package dev.slipway.e2e.fault;

import dev.slipway.e2e.cluster.Timeline.Entry;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The first words of Kubernetes about a fault. What is not here yet, no status can know. */
final class Evidence {
    private Evidence() {}

    /** The spec itself shows it. */
    static Predicate<Entry> spec() {
        return e -> e.model().isPresent();
    }

    /** The spec carries this annotation. */
    static Predicate<Entry> annotation(String name) {
        return e -> e.model()
                .filter(m -> m.resource().getMetadata().getAnnotations() != null
                        && m.resource().getMetadata().getAnnotations().containsKey(name))
                .isPresent();
    }

    /** A container has ended with an error. */
    static Predicate<Entry> ended(String container) {
        return container(
                container,
                c -> failed(c.getState().getTerminated())
                        || (c.getLastState() != null && failed(c.getLastState().getTerminated())));
    }

    private static boolean failed(@Nullable ContainerStateTerminated end) {
        return end != null && end.getExitCode() != 0;
    }

    /** A container was killed for its memory. */
    static Predicate<Entry> outOfMemory() {
        return ended("fetch").or(ended("model-server"));
    }

    /** A container waits for one of these reasons. */
    static Predicate<Entry> waiting(String container, String... reasons) {
        return container(
                container,
                c -> c.getState().getWaiting() != null
                        && c.getState().getWaiting().getReason() != null
                        && Set.of(reasons).contains(c.getState().getWaiting().getReason()));
    }

    private static Predicate<Entry> container(String name, Predicate<ContainerStatus> matches) {
        return e -> e.as(Pod.class)
                .filter(pod -> pod.getStatus() != null)
                .filter(pod -> Stream.concat(
                                pod.getStatus().getInitContainerStatuses().stream(),
                                pod.getStatus().getContainerStatuses().stream())
                        .anyMatch(c -> c.getName().equals(name) && c.getState() != null && matches.test(c)))
                .isPresent();
    }

    /** The scheduler has found no node. */
    static Predicate<Entry> unschedulable() {
        return e -> e.as(Pod.class)
                .filter(pod -> pod.getStatus() != null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("PodScheduled") && "Unschedulable".equals(c.getReason())))
                .isPresent();
    }

    /** Pods cannot be created. */
    static Predicate<Entry> noPods() {
        return e -> e.as(ReplicaSet.class)
                .filter(set -> set.getStatus() != null)
                .filter(set -> set.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("ReplicaFailure")
                                && c.getStatus().equals("True")))
                .isPresent();
    }

    /** The autoscaler says that it does not scale. */
    static Predicate<Entry> notScaling() {
        return e -> e.as(HorizontalPodAutoscaler.class)
                .filter(hpa -> hpa.getStatus() != null)
                .filter(hpa -> hpa.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("ScalingActive")
                                && c.getStatus().equals("False")))
                .isPresent();
    }

    /** An object is gone. */
    static <T extends HasMetadata> Predicate<Entry> deleted(Class<T> type) {
        return e -> e.deleted() && e.as(type).isPresent();
    }

    /** An object looks so. */
    static <T extends HasMetadata> Predicate<Entry> is(Class<T> type, Predicate<T> matches) {
        return e -> !e.deleted() && e.as(type).filter(matches).isPresent();
    }
}
