package dev.slipway.e2e.cluster;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The cluster of {@code KUBECONFIG}, shared by all tests of one run. */
public final class Cluster {
    public static final ResourceDefinitionContext MODEL_DEPLOYMENTS = new ResourceDefinitionContext.Builder()
            .withGroup("slipway.dev")
            .withVersion("v1alpha1")
            .withKind("ModelDeployment")
            .withPlural("modeldeployments")
            .withNamespaced(true)
            .build();

    private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();

    private Cluster() {}

    public static KubernetesClient client() {
        return CLIENT;
    }

    /** The node. The tests run on its machine: pods reach their servers at {@link #hostAddress}. */
    public static String node() {
        return CLIENT.nodes().list().getItems().stream()
                .filter(n -> !n.getMetadata().getLabels().containsKey("type"))
                .map(n -> n.getMetadata().getName())
                .findFirst()
                .orElseThrow();
    }

    public static String hostAddress() {
        return CLIENT.nodes().withName(node()).require().getStatus().getAddresses().stream()
                .filter(a -> a.getType().equals("InternalIP"))
                .map(NodeAddress::getAddress)
                .findFirst()
                .orElseThrow();
    }

    public static String kubectl(String... words) {
        return kubectlCommand(words).run().text();
    }

    public static Command kubectlCommand(String... words) {
        var all = new String[words.length + 1];
        all[0] = "kubectl";
        System.arraycopy(words, 0, all, 1, words.length);
        return Command.of(all);
    }

    /** A definition that was just applied is served. kubectl cannot look for a condition while there is none at all. */
    public static void awaitEstablished(String crd) {
        var plural = crd.substring(0, crd.indexOf('.'));
        kubectl("wait", "--for=jsonpath={.status.acceptedNames.plural}=" + plural, "crd/" + crd, "--timeout=30s");
        kubectl("wait", "--for=condition=Established", "crd/" + crd, "--timeout=30s");
    }
}
