package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** The address that clients call: port 80 for V1 and V2, port 9000 for monitoring. */
final class ServingService {
    private ServingService() {}

    static Service of(String model) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(model)
                .withLabels(Labels.ofModel(model))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selecting(model))
                .withPorts(
                        port("http", 80, ServerContainers.HTTP_PORT),
                        port("management", ServerContainers.MANAGEMENT_PORT, ServerContainers.MANAGEMENT_PORT))
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int port, int target) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(target))
                .build();
    }
}
