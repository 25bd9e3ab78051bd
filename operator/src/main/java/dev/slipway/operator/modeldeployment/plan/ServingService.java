package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.Ports;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;

/** The address that clients call: port 80 for V1 and V2, port 8081 for gRPC, port 9000 for monitoring. */
final class ServingService {
    private ServingService() {}

    /**
     * @param grpc whether the pods speak gRPC; a port that nobody answers would be a promise
     */
    static Service of(String model, boolean grpc) {
        var ports = new ArrayList<ServicePort>();
        ports.add(Ports.service("http", 80, ServerContainers.HTTP_PORT).build());
        if (grpc) {
            ports.add(Ports.service(
                            ServerContainers.GRPC_PORT_NAME, ServerContainers.GRPC_PORT, ServerContainers.GRPC_PORT)
                    .withAppProtocol("kubernetes.io/h2c")
                    .build());
        }
        ports.add(Ports.service("management", ServerContainers.MANAGEMENT_PORT, ServerContainers.MANAGEMENT_PORT)
                .build());
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(model)
                .withLabels(Labels.ofModel(model))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selecting(model))
                .withPorts(ports)
                .endSpec()
                .build();
    }
}
