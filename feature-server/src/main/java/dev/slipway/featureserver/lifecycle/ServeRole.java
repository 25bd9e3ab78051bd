package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.Drain;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.TerminationSignal;
import dev.slipway.workload.process.ConsoleLog;
import dev.slipway.workload.process.ServingProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The serving process: listen, wait for the end, drain. */
public final class ServeRole {
    static final String PORT = "6566";

    private static final String GRPC_PORT = "6567";
    private static final Logger LOG = Logger.getLogger(ServeRole.class);

    private ServeRole() {}

    /** Reads the configuration and serves until the end of the process. */
    public static void run(Map<String, String> environment) {
        ConsoleLog.json();
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            Launch launch = new Launch(new LiveConfig(ConfigFile.path(environment)));
            launch.process(log).run(ServingProcess.managementPort(environment), () -> serve(launch, environment));
        } catch (FailureException e) {
            ServingProcess.end(log, e.failure());
        }
    }

    private static void serve(Launch launch, Map<String, String> environment)
            throws FailureException, InterruptedException {
        Drain drain = Drain.fromEnvironment(environment);
        int loops = ServingProcess.eventLoops(environment);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        FeatureListener listener = launch.listener(vertx);
        int port = listener.listen(port(environment, "SLIPWAY_HTTP_PORT", PORT), loops);
        int grpcPort = listener.listenGrpc(port(environment, "SLIPWAY_GRPC_PORT", GRPC_PORT));
        TerminationSignal signal = TerminationSignal.listen();
        launch.status().phase().enter(Phase.READY);
        LOG.infof(
                "serving on port %d, gRPC on %d, %d ms after the process began",
                port, grpcPort, ServingProcess.millisSinceStart());
        signal.await();
        LOG.info("draining");
        drain.run(launch.status().phase(), List.of(listener));
        LOG.info("drained");
    }

    private static int port(Map<String, String> environment, String variable, String port) {
        return Integer.parseInt(environment.getOrDefault(variable, port));
    }
}
