package dev.slipway.router.lifecycle;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.lifecycle.Drain;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.TerminationSignal;
import dev.slipway.workload.process.ServingApplication;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The serving process once the framework stands: listen, wait for the end, drain. */
@Singleton
@Unremovable
public final class ServeApplication extends ServingApplication {
    private static final Logger LOG = Logger.getLogger(ServeApplication.class);

    @Override
    protected void serve(Map<String, String> environment) throws FailureException, InterruptedException {
        ServeRole role = ServeRole.current();
        Drain drain = Drain.fromEnvironment(environment);
        int port = role.router().listen(role.port());
        TerminationSignal signal = TerminationSignal.listen();
        role.phase().enter(Phase.READY);
        LOG.infof("serving on port %d, %d ms after the process began", port, millisSinceStart());
        signal.await();
        LOG.info("draining");
        drain.run(role.phase(), List.of(role.router()));
        LOG.info("drained");
    }
}
