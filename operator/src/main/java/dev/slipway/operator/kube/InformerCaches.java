package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One informer for each type, by kind; shared by reading, applying and pruning. */
final class InformerCaches implements ClusterView, ChildCaches {
    private static final String POD = HasMetadata.getKind(Pod.class);
    private static final String NODE = HasMetadata.getKind(Node.class);
    static final String SERVICE_MONITOR = "ServiceMonitor";

    private final Map<String, InformerEventSource<? extends HasMetadata, ?>> byKind = new ConcurrentHashMap<>();

    void add(String kind, InformerEventSource<? extends HasMetadata, ?> informer) {
        byKind.put(kind, informer);
    }

    void remove(String kind) {
        byKind.remove(kind);
    }

    boolean watches(String kind) {
        return byKind.containsKey(kind);
    }

    @Override
    public <T extends HasMetadata> Optional<T> named(HasMetadata owner, Class<T> type, String name) {
        return find(owner, HasMetadata.getKind(type), name).map(type::cast);
    }

    @Override
    public <T extends HasMetadata> List<T> belongingTo(HasMetadata owner, Class<T> type) {
        return secondary(HasMetadata.getKind(type), owner).stream()
                .map(type::cast)
                .toList();
    }

    @Override
    public List<Map<String, Quantity>> allocatableByNode() {
        return nodes().map(Node::getStatus)
                .filter(status -> status != null && status.getAllocatable() != null)
                .map(NodeStatus::getAllocatable)
                .toList();
    }

    @Override
    public List<String> nodeTaints() {
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

    private Stream<Node> nodes() {
        var nodes = byKind.get(NODE);
        return nodes == null ? Stream.empty() : nodes.list(node -> true).map(Node.class::cast);
    }

    @Override
    public boolean knowsServiceMonitors() {
        return watches(SERVICE_MONITOR);
    }

    @Override
    public Optional<? extends HasMetadata> find(HasMetadata owner, String kind, String name) {
        var informer = byKind.get(kind);
        return informer == null
                ? Optional.empty()
                : informer.get(new ResourceID(name, owner.getMetadata().getNamespace()));
    }

    @Override
    public List<HasMetadata> children(HasMetadata owner) {
        var children = new ArrayList<HasMetadata>();
        byKind.keySet().stream()
                .filter(kind -> !kind.equals(POD) && !kind.equals(NODE))
                .sorted()
                .forEach(kind -> children.addAll(secondary(kind, owner)));
        return children;
    }

    @Override
    public void written(HasMetadata written, Optional<HasMetadata> previous) {
        var informer = byKind.get(written.getKind());
        if (informer != null) {
            remember(informer, written, previous);
        }
    }

    @SuppressWarnings("unchecked") // The informer of a kind holds objects of that kind only.
    private static <T extends HasMetadata> void remember(
            InformerEventSource<T, ?> informer, HasMetadata written, Optional<HasMetadata> previous) {
        var id = ResourceID.fromResource(written);
        if (previous.isPresent()) {
            informer.handleRecentResourceUpdate(id, (T) written, (T) previous.get());
        } else {
            informer.handleRecentResourceCreate(id, (T) written);
        }
    }

    private List<? extends HasMetadata> secondary(String kind, HasMetadata owner) {
        var informer = byKind.get(kind);
        return informer == null ? List.of() : List.copyOf(secondary(informer, owner));
    }

    @SuppressWarnings("unchecked") // Every informer maps to the owner's kind.
    private static <P extends HasMetadata> Set<? extends HasMetadata> secondary(
            InformerEventSource<? extends HasMetadata, P> informer, HasMetadata owner) {
        return informer.getSecondaryResources((P) owner);
    }
}
