package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.modeldeployment.NetworkPolicySpec;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Admits only the named peers to the serving ports. Monitoring stays open: it gives no predictions. */
final class NetworkFence {
    private NetworkFence() {}

    static Optional<NetworkPolicy> of(String model, NetworkPolicySpec policy, boolean grpc) {
        return of(model, Labels.ofModel(model), Labels.selecting(model), policy, grpc);
    }

    /** @param selector of the pods that it is about */
    static Optional<NetworkPolicy> of(
            String name,
            Map<String, String> labels,
            Map<String, String> selector,
            NetworkPolicySpec policy,
            boolean grpc) {
        if (!policy.enabled()) {
            return Optional.empty();
        }
        return Optional.of(new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(selector)
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withFrom(peers(policy.from()))
                .withPorts(servingPorts(grpc))
                .endIngress()
                .addNewIngress()
                .withPorts(port(ServerContainers.MANAGEMENT_PORT))
                .endIngress()
                .endSpec()
                .build());
    }

    private static List<NetworkPolicyPort> servingPorts(boolean grpc) {
        return grpc
                ? List.of(port(ServerContainers.HTTP_PORT), port(ServerContainers.GRPC_PORT))
                : List.of(port(ServerContainers.HTTP_PORT));
    }

    private static List<NetworkPolicyPeer> peers(List<NetworkPolicySpec.Peer> from) {
        if (from.isEmpty()) {
            return List.of(new NetworkPolicyPeerBuilder()
                    .withNewPodSelector()
                    .endPodSelector()
                    .build());
        }
        return from.stream()
                .map(peer -> new NetworkPolicyPeerBuilder()
                        .withPodSelector(selector(peer.podLabels()))
                        .withNamespaceSelector(selector(peer.namespaceLabels()))
                        .build())
                .toList();
    }

    private static @Nullable LabelSelector selector(Map<String, String> labels) {
        return labels.isEmpty()
                ? null
                : new LabelSelectorBuilder().withMatchLabels(labels).build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPort(null, new IntOrString(number), "TCP");
    }
}
