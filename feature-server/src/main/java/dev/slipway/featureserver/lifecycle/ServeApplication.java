package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.failure.Failure;
import dev.slipway.featureserver.failure.FailureException;
import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.featureserver.metrics.PrometheusExposition;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.logging.Logger;

/** The serving process once the framework stands: listen, wait for the end, drain. */
@Singleton
@Unremovable
@SuppressWarnings("deprecation") // Quarkus gives the old client's registry.
public final class ServeApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(ServeApplication.class);

    private final Vertx vertx;
    private final PrometheusMeterRegistry prometheus;

    ServeApplication(Vertx vertx, PrometheusMeterRegistry prometheus) {
        this.vertx = vertx;
        this.prometheus = prometheus;
    }

    @Override
    public int run(String... args) throws InterruptedException {
        Launch launch = Launch.current();
        try {
            serve(launch, System.getenv());
            return 0;
        } catch (FailureException e) {
            Failure failure = e.failure();
            launch.terminationLog().write(failure.json());
            LOG.error(failure.reason() + ": " + failure.message());
            return 1;
        }
    }

    private void serve(Launch launch, Map<String, String> environment) throws FailureException, InterruptedException {
        Drain drain = Drain.fromEnvironment(environment);
        prometheus.getPrometheusRegistry().register(new PrometheusExposition(launch.metrics()));
        FeatureListener listener = launch.listener(vertx);
        int port = listener.listen(launch.port(), eventLoops(environment));
        TerminationSignal signal = TerminationSignal.listen();
        launch.status().enter(Phase.READY);
        LOG.infof("serving on port %d, %d ms after the process began", port, sinceStart());
        signal.await();
        LOG.info("draining");
        drain.run(launch.status(), listener);
        LOG.info("drained");
    }

    private static long sinceStart() {
        return System.currentTimeMillis()
                - ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    }

    private static int eventLoops(Map<String, String> environment) {
        String wanted = environment.get("SLIPWAY_EVENT_LOOPS");
        return wanted == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(wanted);
    }
}
