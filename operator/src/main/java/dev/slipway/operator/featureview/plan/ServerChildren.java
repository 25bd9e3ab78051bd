package dev.slipway.operator.featureview.plan;

import dev.slipway.api.common.Scaling;
import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.FeatureServerAddress;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.Account;
import dev.slipway.operator.workload.plan.Autoscaler;
import dev.slipway.operator.workload.plan.DisruptionBudget;
import dev.slipway.operator.workload.plan.Monitoring;
import dev.slipway.operator.workload.plan.Ports;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What makes up one feature server. Every view that it serves owns it, so that it goes with the last of them. */
final class ServerChildren {
    private ServerChildren() {}

    static List<HasMetadata> of(ObservedView observed, Membership membership, String document) {
        var server = membership.server();
        var name = ChildNames.featureServer(server);
        var labels = Labels.ofFeatureServer(server);
        var selector = Labels.selectingFeatureServer(server);
        var scaling = scaling(membership);
        var children = new ArrayList<HasMetadata>();
        children.add(Account.of(name, labels));
        children.add(config(name, labels, document));
        children.add(service(name, labels, selector));
        if (observed.monitoring()) {
            children.add(Monitoring.of(name, labels, selector));
        }
        children.add(ServerDeployment.of(observed, membership, scaling));
        DisruptionBudget.of(name, labels, selector, scaling).ifPresent(children::add);
        Autoscaler.of(name, labels, scaling).ifPresent(children::add);
        var owners = owners(membership);
        children.forEach(child -> child.getMetadata().setOwnerReferences(owners));
        return List.copyOf(children);
    }

    private static List<OwnerReference> owners(Membership membership) {
        return membership.served().stream()
                .map(Member::view)
                .map(view -> new OwnerReferenceBuilder()
                        .withApiVersion(view.getApiVersion())
                        .withKind(view.getKind())
                        .withName(view.getMetadata().getName())
                        .withUid(view.getMetadata().getUid())
                        .build())
                .sorted(Comparator.comparing(OwnerReference::getName))
                .toList();
    }

    /** Who scales by other means is not fought; else the view that asks for most decides. */
    static Scaling scaling(Membership membership) {
        return membership.served().stream()
                .map(member -> member.view().getSpec().serving().scaling())
                .max(Comparator.comparing((Scaling s) -> s.mode() == Mode.External)
                        .thenComparing(ServerChildren::most)
                        .thenComparing(Scaling::minReplicas)
                        .thenComparing(Scaling::mode))
                .orElse(Scaling.ONE_REPLICA);
    }

    private static int most(Scaling scaling) {
        return scaling.maxReplicas() == null ? scaling.minReplicas() : scaling.maxReplicas();
    }

    private static ConfigMap config(String name, Map<String, String> labels, String document) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withData(Map.of(FeatureObserver.DOCUMENT, document))
                .build();
    }

    private static Service service(String name, Map<String, String> labels, Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(selector)
                .withPorts(
                        Ports.service("http", FeatureServerAddress.PORT, FeatureServerAddress.PORT)
                                .build(),
                        Ports.service("grpc", ServerDeployment.GRPC_PORT, ServerDeployment.GRPC_PORT)
                                .withAppProtocol("kubernetes.io/h2c")
                                .build(),
                        Ports.service("management", Ports.MANAGEMENT, Ports.MANAGEMENT)
                                .build())
                .endSpec()
                .build();
    }
}
