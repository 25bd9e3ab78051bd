package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/**
 * Sets and takes back finalizers, for the few objects of which something outside of the cluster must be removed. The own field
 * manager keeps them apart from those of others.
 */
public final class Finalizers {
    private static final String MANAGER = "slipway-finalizer";

    private final KubernetesClient client;

    public Finalizers(KubernetesClient client) {
        this.client = client;
    }

    /** Makes the object have the finalizer, or not, and knows its new version; without a call where it is so already. */
    public void set(HasMetadata object, String finalizer, boolean wanted) {
        var finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(finalizer) == wanted) {
            return;
        }
        try {
            var written = client.resource(new GenericKubernetesResourceBuilder()
                            .withApiVersion(object.getApiVersion())
                            .withKind(object.getKind())
                            .withNewMetadata()
                            .withName(object.getMetadata().getName())
                            .withNamespace(object.getMetadata().getNamespace())
                            .withUid(object.getMetadata().getUid())
                            .withFinalizers(wanted ? List.of(finalizer) : List.of())
                            .endMetadata()
                            .build())
                    .fieldManager(MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            object.getMetadata().setResourceVersion(written.getMetadata().getResourceVersion());
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isGone(e)) {
                throw e;
            }
        }
    }
}
