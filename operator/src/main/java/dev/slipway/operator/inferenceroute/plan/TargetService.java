package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.Ports;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Services without an address of their own, one for each target that is a ModelDeployment: a name that stands for every pod that
 * is ready, among which the router chooses by load.
 */
final class TargetService {
    static final int HTTP_PORT = 8080;
    static final int GRPC_PORT = 8081;

    private TargetService() {}

    static Stream<Service> all(ObservedRoute observed, Optional<Trial> trial) {
        var models = observed.spec().targets().stream()
                .filter(target -> target.modelDeploymentRef() != null)
                .map(target -> of(
                        observed.name(),
                        target.name(),
                        Labels.selecting(target.modelDeploymentRef().name())));
        var candidate = trial
                .filter(Trial::isOfRevision)
                .map(t -> of(observed.name(), t.candidate(), Labels.selectingCandidate(t.model())))
                .stream();
        return Stream.concat(models, candidate);
    }

    private static Service of(String route, String target, Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(ChildNames.target(route, target))
                .withLabels(Labels.ofInferenceRoute(route))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withSelector(selector)
                .withPorts(
                        Ports.service("http", HTTP_PORT, HTTP_PORT).build(),
                        Ports.service("grpc", GRPC_PORT, GRPC_PORT)
                                .withAppProtocol("kubernetes.io/h2c")
                                .build())
                .endSpec()
                .build();
    }
}
