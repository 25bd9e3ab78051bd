package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.stream.Collectors;

/**
 * A kind of child that some clusters do not know, such as the Prometheus operator's ServiceMonitor. Its CRD is watched by
 * name; when it appears every object is reconciled again, and its children are watched from then on.
 */
record OptionalKind(String crd, GroupVersionKind kind) {
    static final OptionalKind SERVICE_MONITOR = new OptionalKind(
            "servicemonitors.monitoring.coreos.com",
            new GroupVersionKind("monitoring.coreos.com", "v1", InformerCaches.SERVICE_MONITOR));

    static final OptionalKind HTTP_ROUTE = new OptionalKind(
            "httproutes.gateway.networking.k8s.io",
            new GroupVersionKind("gateway.networking.k8s.io", "v1", InformerCaches.HTTP_ROUTE));

    /** Watches the one CRD; its coming concerns every object. */
    <P extends HasMetadata> InformerEventSource<CustomResourceDefinition, P> definition(EventSourceContext<P> context) {
        var configuration = InformerEventSourceConfiguration.from(
                        CustomResourceDefinition.class, context.getPrimaryResourceClass())
                .withName(crd)
                .withWatchAllNamespaces()
                .withFieldSelector(new FieldSelector(new FieldSelector.Field("metadata.name", crd)))
                .withSecondaryToPrimaryMapper(definition -> context.getPrimaryCache()
                        .list(p -> true)
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
                .build();
        return new InformerEventSource<>(configuration, context);
    }

    String name() {
        return kind.getKind();
    }

    <P extends HasMetadata> InformerEventSource<GenericKubernetesResource, P> children(
            EventSourceContext<P> context, String selector, SecondaryToPrimaryMapper<GenericKubernetesResource> owner) {
        var configuration = InformerEventSourceConfiguration.from(kind, context.getPrimaryResourceClass())
                .withName(kind.getKind())
                .withLabelSelector(selector)
                .withSecondaryToPrimaryMapper(owner)
                .withNamespacesInheritedFromController()
                .build();
        return new InformerEventSource<>(configuration, context);
    }
}
