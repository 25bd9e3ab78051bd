package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which of the optional kinds the cluster serves. A definition that is not established yet is not served yet. */
final class KnownDefinitions {
    private final Map<String, InformerEventSource<CustomResourceDefinition, ?>> informers = new ConcurrentHashMap<>();

    <P extends HasMetadata> InformerEventSource<CustomResourceDefinition, P> watch(
            OptionalKind kind, EventSourceContext<P> context) {
        var informer = kind.definition(context);
        informers.put(kind.crd(), informer);
        return informer;
    }

    boolean established(String crd) {
        var informer = informers.get(crd);
        return informer != null
                && informer.get(new ResourceID(crd))
                        .map(CustomResourceDefinition::getStatus)
                        .filter(status -> status.getConditions().stream()
                                .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus())))
                        .isPresent();
    }
}
