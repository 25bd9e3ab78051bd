package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jboss.logging.Logger;

/** Annotates pods that others have made: a kubelet looks at once at a pod, and what it has mounted, when it changes. */
public final class PodAnnotator {
    private static final Logger LOG = Logger.getLogger(PodAnnotator.class);
    private static final String MANAGER = "slipway-configuration";

    private final KubernetesClient client;

    public PodAnnotator(KubernetesClient client) {
        this.client = client;
    }

    /** A pod that cannot be annotated gets the document later, by itself. */
    public void annotate(String namespace, String uid, String pod, String name, String value) {
        try {
            client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withName(pod)
                            .withNamespace(namespace)
                            .withUid(uid)
                            .addToAnnotations(name, value)
                            .endMetadata()
                            .build())
                    .fieldManager(MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isGone(e)) {
                LOG.warnf("pod %s is not told of its configuration: %s", pod, e.getMessage());
            }
        }
    }
}
