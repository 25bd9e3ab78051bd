package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;

/** Finds the objects of a kind that a watched object belongs to, and which are reconciled when it changes. */
@FunctionalInterface
interface Owners<R extends CustomResource<?, ?>> {
    /** @param all every object of the kind */
    Set<ResourceID> of(HasMetadata child, IndexedResourceCache<R> all);

    /** The one that the first of two labels names, or the second. */
    static <R extends CustomResource<?, ?>> Owners<R> namedByEither(String label, String other) {
        var first = Owners.<R>namedBy(label);
        var second = Owners.<R>namedBy(other);
        return (child, all) -> {
            var owners = first.of(child, all);
            return owners.isEmpty() ? second.of(child, all) : owners;
        };
    }

    /** The one that a label names. */
    static <R extends CustomResource<?, ?>> Owners<R> namedBy(String label) {
        return (child, all) -> {
            var labels = child.getMetadata().getLabels();
            var name = labels == null ? null : labels.get(label);
            return name == null
                    ? Set.of()
                    : Set.of(new ResourceID(name, child.getMetadata().getNamespace()));
        };
    }
}
