package dev.slipway.router.lifecycle;

import dev.slipway.router.config.ConfigReader;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.Drain;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.lifecycle.TerminationSignal;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import dev.slipway.workload.process.ConsoleLog;
import dev.slipway.workload.process.ServingProcess;
import dev.slipway.workload.process.ServingProcess.Health;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The serving process: listen, wait for the end, drain. Ready means listening and not told to end. Targets do not count: all
 * replicas share them, and taking every router out would turn fallbacks and clear errors into refused connections.
 */
public final class ServeRole {
    private static final Logger LOG = Logger.getLogger(ServeRole.class);
    private static final String PORT = "8080";

    private ServeRole() {}

    /** Reads the configuration and serves until the end of the process. */
    public static void run(Map<String, String> environment) {
        ConsoleLog.json();
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            ServingPhase phase = new ServingPhase();
            RouterProcess router = new RouterProcess(ConfigReader.path(environment), phase, environment);
            MetricSources metrics = new MetricSources();
            metrics.add(router);
            metrics.add(new RuntimeMetrics());
            new ServingProcess(log, phase, Health.of("router"), router::statusJson, metrics)
                    .run(ServingProcess.managementPort(environment), () -> serve(router, phase, environment));
        } catch (FailureException e) {
            ServingProcess.end(log, e.failure());
        }
    }

    private static void serve(RouterProcess router, ServingPhase phase, Map<String, String> environment)
            throws FailureException, InterruptedException {
        Drain drain = Drain.fromEnvironment(environment);
        int port = router.listen(Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", PORT)));
        TerminationSignal signal = TerminationSignal.listen();
        phase.enter(Phase.READY);
        LOG.infof("serving on port %d, %d ms after the process began", port, ServingProcess.millisSinceStart());
        signal.await();
        LOG.info("draining");
        drain.run(phase, List.of(router));
        LOG.info("drained");
    }
}
