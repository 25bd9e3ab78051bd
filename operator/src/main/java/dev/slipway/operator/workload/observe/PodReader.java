package dev.slipway.operator.workload.observe;

import dev.slipway.operator.workload.observe.PodFacts.ContainerFacts;
import dev.slipway.operator.workload.observe.PodFacts.Ended;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.observe.PodFacts.Waiting;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pod as the kubelet and the scheduler describe it.
 *
 * @param init name of the container that prepares the pods; empty where there is none
 * @param main name of the container that does their work
 */
public record PodReader(String init, String main) {

    public PodFacts read(Pod pod) {
        var status = pod.getStatus();
        var phase = status == null || status.getPhase() == null ? "Pending" : status.getPhase();
        var conditions = status == null ? List.<PodCondition>of() : status.getConditions();
        return new PodFacts(
                pod.getMetadata().getName(),
                text(pod.getMetadata().getUid()),
                pod.getMetadata().getLabels() == null
                        ? Map.of()
                        : pod.getMetadata().getLabels(),
                Optional.ofNullable(status).map(PodStatus::getPodIP),
                is(conditions, "Ready", "True"),
                answeredBefore(status),
                pod.getMetadata().getDeletionTimestamp() != null || phase.equals("Succeeded") || phase.equals("Failed"),
                unschedulable(conditions),
                container(status == null ? List.of() : status.getInitContainerStatuses(), init),
                container(status == null ? List.of() : status.getContainerStatuses(), main));
    }

    /** The Ready condition of a pod that has answered turned False after its server had been started. */
    private boolean answeredBefore(@Nullable PodStatus status) {
        if (status == null) {
            return false;
        }
        var started = status.getContainerStatuses().stream()
                .filter(c -> main.equals(c.getName()))
                .map(ContainerStatus::getState)
                .filter(s -> s != null && s.getRunning() != null)
                .map(s -> time(s.getRunning().getStartedAt()))
                .flatMap(Optional::stream)
                .findFirst();
        var unready = status.getConditions().stream()
                .filter(c -> "Ready".equals(c.getType()) && "False".equals(c.getStatus()))
                .map(c -> time(c.getLastTransitionTime()))
                .flatMap(Optional::stream)
                .findFirst();
        return started.flatMap(s -> unready.map(u -> u.isAfter(s))).orElse(false);
    }

    private static Optional<Instant> time(@Nullable String text) {
        return Optional.ofNullable(text).map(Instant::parse);
    }

    private static boolean is(List<PodCondition> conditions, String type, String value) {
        return conditions.stream().anyMatch(c -> type.equals(c.getType()) && value.equals(c.getStatus()));
    }

    private static Optional<String> unschedulable(List<PodCondition> conditions) {
        return conditions.stream()
                .filter(c -> "PodScheduled".equals(c.getType())
                        && "False".equals(c.getStatus())
                        && "Unschedulable".equals(c.getReason()))
                .map(c -> text(c.getMessage()))
                .findFirst();
    }

    private static ContainerFacts container(List<ContainerStatus> statuses, String name) {
        return statuses.stream()
                .filter(c -> name.equals(c.getName()))
                .findFirst()
                .map(PodReader::container)
                .orElse(ContainerFacts.ABSENT);
    }

    private static ContainerFacts container(ContainerStatus status) {
        var now = status.getState();
        var before = status.getLastState();
        var ended = ended(now).or(() -> ended(before));
        return new ContainerFacts(
                text(status.getName()),
                phase(now),
                Boolean.TRUE.equals(status.getStarted()),
                waiting(now),
                text(status.getImage()),
                ended);
    }

    private static Phase phase(@Nullable ContainerState state) {
        if (state == null) {
            return Phase.WAITING;
        }
        if (state.getRunning() != null) {
            return Phase.RUNNING;
        }
        if (state.getTerminated() != null) {
            return state.getTerminated().getExitCode() == 0 ? Phase.SUCCEEDED : Phase.FAILED;
        }
        return Phase.WAITING;
    }

    private static Optional<Waiting> waiting(@Nullable ContainerState state) {
        return Optional.ofNullable(state)
                .map(ContainerState::getWaiting)
                .map(w -> new Waiting(text(w.getReason()), text(w.getMessage())));
    }

    private static Optional<Ended> ended(@Nullable ContainerState state) {
        return Optional.ofNullable(state).map(ContainerState::getTerminated).map(PodReader::ended);
    }

    private static Ended ended(ContainerStateTerminated terminated) {
        return new Ended(
                text(terminated.getReason()),
                terminated.getExitCode(),
                text(terminated.getMessage()).strip());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
