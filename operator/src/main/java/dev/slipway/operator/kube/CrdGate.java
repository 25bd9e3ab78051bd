package dev.slipway.operator.kube;

import dev.slipway.api.modeldeployment.ModelDeployment;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;

/** Holds the operator until the cluster knows its kinds, and says what to do if it does not. */
public final class CrdGate {
    private static final Logger LOG = Logger.getLogger(CrdGate.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final Set<String> namespaces;

    public CrdGate(KubernetesClient client, Set<String> namespaces) {
        this.client = client;
        this.namespaces = namespaces;
    }

    /** Returns once the kinds are known. */
    public void await() throws InterruptedException {
        while (!open()) {
            Thread.sleep(PAUSE);
        }
    }

    private boolean open() {
        var one = new ListOptionsBuilder().withLimit(1L).build();
        var resources = client.resources(ModelDeployment.class);
        try {
            namespaces.stream()
                    .findFirst()
                    .ifPresentOrElse(
                            namespace -> resources.inNamespace(namespace).list(one),
                            () -> resources.inAnyNamespace().list(one));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warn(
                        "The cluster does not know the kind ModelDeployment. Install the chart slipway-crds; waiting for it.");
            } else {
                LOG.warnf("ModelDeployments cannot be listed (%s). Trying again.", e.getMessage());
            }
            return false;
        }
    }
}
