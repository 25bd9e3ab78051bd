package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes, in one informer for all kinds. They are looked up, never waited for: a pod's own events tell when it is scheduled.
 */
final class ClusterNodes {
    private final boolean allowed;
    private @Nullable InformerEventSource<Node, ?> informer;

    /** @param allowed whether nodes may be watched */
    ClusterNodes(boolean allowed) {
        this.allowed = allowed;
    }

    /** The event source that keeps the nodes: for the first kind that asks, and for no other. */
    synchronized <P extends HasMetadata> Optional<EventSource<?, P>> watch(EventSourceContext<P> context) {
        if (!allowed || informer != null) {
            return Optional.empty();
        }
        var configuration = InformerEventSourceConfiguration.from(Node.class, context.getPrimaryResourceClass())
                .withName("Node")
                .withSecondaryToPrimaryMapper(node -> Set.of())
                .withWatchAllNamespaces()
                .build();
        var nodes = new InformerEventSource<Node, P>(configuration, context);
        informer = nodes;
        return Optional.of(nodes);
    }

    List<Map<String, Quantity>> allocatable() {
        return nodes().map(Node::getStatus)
                .filter(status -> status != null && status.getAllocatable() != null)
                .map(NodeStatus::getAllocatable)
                .toList();
    }

    /** As {@code key=value:Effect}, sorted, each once, without those that only ask. */
    List<String> taints() {
        return nodes().map(Node::getSpec)
                .filter(Objects::nonNull)
                .flatMap(spec -> spec.getTaints().stream())
                .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                .map(taint -> taint.getKey() + (taint.getValue() == null ? "" : "=" + taint.getValue()) + ":"
                        + taint.getEffect())
                .distinct()
                .sorted()
                .toList();
    }

    private synchronized Stream<Node> nodes() {
        return informer == null || !informer.isRunning() ? Stream.empty() : informer.list(node -> true);
    }
}
