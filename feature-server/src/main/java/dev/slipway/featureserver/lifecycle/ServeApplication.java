package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.lifecycle.Drain;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.TerminationSignal;
import dev.slipway.workload.process.ServingApplication;
import io.quarkus.arc.Unremovable;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The serving process once the framework stands: listen, wait for the end, drain. */
@Singleton
@Unremovable
public final class ServeApplication extends ServingApplication {
    private static final Logger LOG = Logger.getLogger(ServeApplication.class);

    private final Vertx vertx;

    ServeApplication(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    protected void serve(Map<String, String> environment) throws FailureException, InterruptedException {
        Launch launch = Launch.current();
        Drain drain = Drain.fromEnvironment(environment);
        FeatureListener listener = launch.listener(vertx);
        int port = listener.listen(launch.port(), eventLoops(environment));
        int grpcPort = listener.listenGrpc(launch.grpcPort());
        TerminationSignal signal = TerminationSignal.listen();
        launch.status().phase().enter(Phase.READY);
        LOG.infof("serving on port %d, gRPC on %d, %d ms after the process began", port, grpcPort, millisSinceStart());
        signal.await();
        LOG.info("draining");
        drain.run(launch.status().phase(), List.of(listener));
        LOG.info("drained");
    }
}
