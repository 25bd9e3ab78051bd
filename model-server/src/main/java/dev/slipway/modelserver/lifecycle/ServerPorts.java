package dev.slipway.modelserver.lifecycle;

import dev.slipway.workload.process.ServingProcess;
import java.util.Map;

/**
 * Where the server listens.
 *
 * @param http V1 and V2; 0 for any free port
 * @param grpc gRPC
 * @param management metrics, health and status
 */
public record ServerPorts(int http, int grpc, int management) {
    /** The contract's ports. */
    public static final ServerPorts DEFAULT = new ServerPorts(8080, 8081, 9000);

    /** Those of a pod: the contract's. */
    static ServerPorts inPod(Map<String, String> environment) {
        return new ServerPorts(DEFAULT.http(), DEFAULT.grpc(), ServingProcess.managementPort(environment));
    }
}
