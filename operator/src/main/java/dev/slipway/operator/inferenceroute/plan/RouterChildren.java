package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.observe.RouteObserver;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.Account;
import dev.slipway.operator.workload.plan.Autoscaler;
import dev.slipway.operator.workload.plan.DisruptionBudget;
import dev.slipway.operator.workload.plan.Monitoring;
import dev.slipway.operator.workload.plan.Ports;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What makes up the routers of one route. */
final class RouterChildren {
    /** Clients' port: no number to remember. */
    static final int SERVICE_PORT = 80;

    private RouterChildren() {}

    static List<HasMetadata> of(ObservedRoute observed, Optional<Trial> trial, String document) {
        var name = ChildNames.router(observed.name());
        var labels = Labels.ofInferenceRoute(observed.name());
        var selector = Labels.selectingInferenceRoute(observed.name());
        var scaling = observed.spec().dataPlane().scaling();
        var children = new ArrayList<HasMetadata>();
        children.add(Account.of(name, labels));
        TargetService.all(observed, trial).forEach(children::add);
        children.add(config(name, labels, document));
        children.add(service(name, labels, selector));
        if (observed.monitoring()) {
            children.add(Monitoring.of(name, labels, selector));
        }
        children.add(fence(name, labels, selector));
        children.add(RouterDeployment.of(observed));
        DisruptionBudget.of(name, labels, selector, scaling).ifPresent(children::add);
        Autoscaler.of(name, labels, scaling).ifPresent(children::add);
        return List.copyOf(children);
    }

    private static ConfigMap config(String name, Map<String, String> labels, String document) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withData(Map.of(RouteObserver.DOCUMENT, document))
                .build();
    }

    /** One port for HTTP/1.1, HTTP/2 and gRPC: the router tells them apart. */
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
                        Ports.service("http", SERVICE_PORT, RouterDeployment.HTTP_PORT)
                                .build(),
                        Ports.service("management", Ports.MANAGEMENT, Ports.MANAGEMENT)
                                .build())
                .endSpec()
                .build();
    }

    /** Nothing but the two ports is open; who may call is a matter of spec.auth. */
    private static NetworkPolicy fence(String name, Map<String, String> labels, Map<String, String> selector) {
        return new NetworkPolicyBuilder()
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
                .withPorts(port(RouterDeployment.HTTP_PORT), port(Ports.MANAGEMENT))
                .endIngress()
                .endSpec()
                .build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPort(null, new IntOrString(number), "TCP");
    }
}
