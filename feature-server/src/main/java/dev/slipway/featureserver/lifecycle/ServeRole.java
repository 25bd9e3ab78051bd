package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.process.ServingProcess;
import java.util.Map;

/** Starts the serving process. */
public final class ServeRole {
    static final String PORT = "6566";

    private static final String GRPC_PORT = "6567";

    private ServeRole() {}

    /** Reads the configuration, then boots the framework. */
    public static void run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            LiveConfig config = new LiveConfig(ConfigFile.path(environment));
            int port = Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", PORT));
            int grpcPort = Integer.parseInt(environment.getOrDefault("SLIPWAY_GRPC_PORT", GRPC_PORT));
            String management = environment.get("SLIPWAY_MANAGEMENT_PORT");
            if (management != null) {
                System.setProperty("quarkus.management.port", management);
            }
            Launch launch = new Launch(config, port, grpcPort);
            launch.begin();
            new ServingProcess(log, launch.status().phase(), launch::statusJson, launch.metricSources())
                    .boot(ServeApplication.class, args);
        } catch (FailureException e) {
            ServingProcess.end(log, e.failure());
        }
    }
}
