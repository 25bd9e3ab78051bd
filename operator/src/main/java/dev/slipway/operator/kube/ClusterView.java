package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What informers hold, together with what was written since. Reading it costs no API call. */
public interface ClusterView {
    /** The object of this type and name in the owner's namespace, if it carries our label. */
    <T extends HasMetadata> Optional<T> named(HasMetadata owner, Class<T> type, String name);

    /** Every object of this type that is labelled as belonging to the owner. */
    <T extends HasMetadata> List<T> belongingTo(HasMetadata owner, Class<T> type);

    /** Every watched object of this type in the owner's namespace whose label, one of those that are indexed, has this value. */
    <T extends HasMetadata> List<T> labelled(HasMetadata owner, Class<T> type, String label, String value);

    /** Every custom resource of this kind, which may be the owner's own, in the owner's namespace. */
    <S extends CustomResource<?, ?>> List<S> neighbours(HasMetadata owner, Class<S> kind);

    /** What each node offers to pods; empty where nodes may not be watched. */
    List<Map<String, Quantity>> allocatableByNode();

    /** The taints of all nodes that keep pods away, as {@code key=value:Effect}, sorted, each once. */
    List<String> nodeTaints();

    /** Whether the cluster has the ServiceMonitor kind of the Prometheus operator. */
    boolean knowsServiceMonitors();

    /** Whether the cluster has the HTTPRoute kind of the Gateway API. */
    boolean knowsHttpRoutes();

    /** The HTTPRoute of this name in the owner's namespace, if it carries our label. */
    Optional<GenericKubernetesResource> httpRoute(HasMetadata owner, String name);
}
