package dev.slipway.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Map;

/**
 * The only writer of statuses: one server-side apply, only if the status differs, and only over the version of the object that
 * it was made from: a status remembers, and a request of an operator that is gone may arrive late. It remembers what it wrote
 * until the informer has caught up, so that the next reconcile never starts from an older status than it left.
 */
public final class StatusWriter {
    static final String MANAGER = "slipway-status";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(MANAGER)
            .withForce(true)
            .build();
    private static final int REMEMBERED = 10_000;

    /** What was written, with the resource version that the API server gave it. */
    private record Written(long resourceVersion, Object status) {}

    private final KubernetesClient client;
    private final Map<String, Written> pending = new RecentlyUsed<>(REMEMBERED);

    public StatusWriter(KubernetesClient client) {
        this.client = client;
    }

    /** Puts the status that we wrote last into a resource whose informer is behind. */
    void refresh(CustomResource<?, ?> resource) {
        synchronized (pending) {
            var written = pending.get(resource.getMetadata().getUid());
            if (written == null) {
                return;
            }
            if (written.resourceVersion() > version(resource.getMetadata().getResourceVersion())) {
                restore(resource, written);
            } else {
                pending.remove(resource.getMetadata().getUid());
            }
        }
    }

    @SuppressWarnings("unchecked") // What was written for a uid was written for a resource of this type.
    private static <S> void restore(CustomResource<?, S> resource, Written written) {
        resource.setStatus((S) written.status());
        resource.getMetadata().setResourceVersion(Long.toString(written.resourceVersion()));
    }

    /**
     * Writes the status if it is not what the resource has.
     *
     * @return false if somebody has written to the object since it was read, so that it must be reconciled again
     */
    <S> boolean write(CustomResource<?, S> resource, S status) {
        var tree = CanonicalJson.tree(status);
        var before = resource.getStatus();
        if (before != null && CanonicalJson.tree(before).equals(tree)) {
            return true;
        }
        GenericKubernetesResource written;
        try {
            written = client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(resource.getClass()))
                    .resource(patch(resource, tree))
                    .subresource("status")
                    .patch(APPLY);
        } catch (KubernetesClientException e) {
            if (ApiErrors.isGone(e)) {
                return true;
            }
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
        synchronized (pending) {
            pending.put(
                    resource.getMetadata().getUid(),
                    new Written(version(written.getMetadata().getResourceVersion()), status));
        }
        return true;
    }

    private static GenericKubernetesResource patch(CustomResource<?, ?> resource, JsonNode status) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(resource.getApiVersion())
                .withKind(resource.getKind())
                .withNewMetadata()
                .withName(resource.getMetadata().getName())
                .withNamespace(resource.getMetadata().getNamespace())
                .withUid(resource.getMetadata().getUid())
                .withResourceVersion(resource.getMetadata().getResourceVersion())
                .endMetadata()
                .withAdditionalProperties(Map.of("status", status))
                .build();
    }

    /** Resource versions are numbers that grow, since Kubernetes 1.35 by contract. */
    private static long version(String resourceVersion) {
        return Long.parseLong(resourceVersion);
    }
}
