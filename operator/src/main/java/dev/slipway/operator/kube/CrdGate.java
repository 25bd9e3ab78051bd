package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
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
        return OperatorRuntime.KINDS.stream().allMatch(this::isKnown);
    }

    private boolean isKnown(Class<? extends CustomResource<?, ?>> kind) {
        var one = new ListOptionsBuilder().withLimit(1L).build();
        var resources = client.resources(kind);
        try {
            namespaces.stream()
                    .findFirst()
                    .ifPresentOrElse(
                            namespace -> resources.inNamespace(namespace).list(one),
                            () -> resources.inAnyNamespace().list(one));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warnf(
                        "The cluster does not know the kind %s. Install the chart slipway-crds; waiting for it.",
                        HasMetadata.getKind(kind));
            } else {
                LOG.warnf("%ss cannot be listed (%s). Trying again.", HasMetadata.getKind(kind), e.getMessage());
            }
            return false;
        }
    }
}
