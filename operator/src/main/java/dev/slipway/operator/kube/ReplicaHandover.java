package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/**
 * Keeps the running number of replicas when we stop naming it. Server-side apply removes a field that its only owner leaves
 * out, and a Deployment without replicas runs one; so a second field manager takes the present number over first. It does not
 * force: if an autoscaler has written another number meanwhile, the field is not ours any more and nothing has to be done.
 */
final class ReplicaHandover {
    static final String MANAGER = "slipway-replicas";

    private final KubernetesClient client;

    ReplicaHandover(KubernetesClient client) {
        this.client = client;
    }

    void before(HasMetadata actual, HasMetadata desired) {
        if (actual instanceof Deployment running
                && desired instanceof Deployment wanted
                && wanted.getSpec().getReplicas() == null
                && OwnFields.owns(running, ChildApplier.MANAGER, "f:spec", "f:replicas")) {
            keep(running);
        }
    }

    private void keep(Deployment running) {
        var replicas = new DeploymentBuilder()
                .withNewMetadata()
                .withName(running.getMetadata().getName())
                .withNamespace(running.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(running.getSpec().getReplicas())
                .endSpec()
                .build();
        try {
            client.resource(replicas).fieldManager(MANAGER).serverSideApply();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
