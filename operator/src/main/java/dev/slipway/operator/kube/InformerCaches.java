package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One informer for each type that a kind is made of; shared by reading, applying and pruning. */
final class InformerCaches implements ClusterView, ChildCaches {
    private static final String POD = HasMetadata.getKind(Pod.class);
    static final String SERVICE_MONITOR = "ServiceMonitor";
    static final String HTTP_ROUTE = "HTTPRoute";

    private final Kinds kinds;
    private final ClusterNodes nodes;
    private final Map<String, InformerEventSource<? extends HasMetadata, ?>> byKind = new ConcurrentHashMap<>();

    InformerCaches(Kinds kinds, ClusterNodes nodes) {
        this.kinds = kinds;
        this.nodes = nodes;
    }

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
    public <T extends HasMetadata> List<T> labelled(HasMetadata owner, Class<T> type, String label, String value) {
        return byIndex(byKind.get(HasMetadata.getKind(type)), label, owner, value).stream()
                .map(type::cast)
                .toList();
    }

    private static List<? extends HasMetadata> byIndex(
            @Nullable InformerEventSource<? extends HasMetadata, ?> informer,
            String label,
            HasMetadata owner,
            String value) {
        return informer == null
                ? List.of()
                : informer.byIndex(label, owner.getMetadata().getNamespace() + "/" + value);
    }

    @Override
    public <S extends CustomResource<?, ?>> List<S> neighbours(HasMetadata owner, Class<S> kind) {
        return kinds.in(owner.getMetadata().getNamespace(), kind);
    }

    @Override
    public List<Map<String, Quantity>> allocatableByNode() {
        return nodes.allocatable();
    }

    @Override
    public List<String> nodeTaints() {
        return nodes.taints();
    }

    @Override
    public boolean knowsServiceMonitors() {
        return watches(SERVICE_MONITOR);
    }

    @Override
    public boolean knowsHttpRoutes() {
        return watches(HTTP_ROUTE);
    }

    @Override
    public Optional<GenericKubernetesResource> httpRoute(HasMetadata owner, String name) {
        return find(owner, HTTP_ROUTE, name).map(GenericKubernetesResource.class::cast);
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
                .filter(kind -> !kind.equals(POD))
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
