package dev.slipway.router.lifecycle;

import dev.slipway.router.config.ConfigReader;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import dev.slipway.workload.process.ServingProcess;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Starts the serving process. */
public final class ServeRole {
    private static final String PORT = "8080";
    private static final AtomicReference<ServeRole> CURRENT = new AtomicReference<>();

    private final RouterProcess router;
    private final ServingPhase phase;
    private final int port;

    private ServeRole(RouterProcess router, ServingPhase phase, int port) {
        this.router = router;
        this.phase = phase;
        this.port = port;
    }

    /** The framework creates its own objects and can be handed nothing but this. */
    static ServeRole current() {
        return Objects.requireNonNull(CURRENT.get(), "the process was not started by Main");
    }

    /** Reads the configuration, then boots the framework. */
    public static void run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            ServingPhase phase = new ServingPhase();
            RouterProcess router = new RouterProcess(ConfigReader.path(environment), phase, environment);
            int port = Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", PORT));
            String management = environment.get("SLIPWAY_MANAGEMENT_PORT");
            if (management != null) {
                System.setProperty("quarkus.management.port", management);
            }
            CURRENT.set(new ServeRole(router, phase, port));
            MetricSources metrics = new MetricSources();
            metrics.add(router);
            metrics.add(new RuntimeMetrics());
            new ServingProcess(log, phase, router::statusJson, metrics).boot(ServeApplication.class, args);
        } catch (FailureException e) {
            ServingProcess.end(log, e.failure());
        }
    }

    RouterProcess router() {
        return router;
    }

    ServingPhase phase() {
        return phase;
    }

    int port() {
        return port;
    }
}
