package dev.slipway.workload.process;

import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import io.quarkus.runtime.QuarkusApplication;
import java.util.Map;
import org.jboss.logging.Logger;

/** A serving process once the framework stands. A failure reaches the termination log and the exit code. */
public abstract class ServingApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(ServingApplication.class);

    @Override
    public final int run(String... args) throws InterruptedException {
        try {
            serve(System.getenv());
            return 0;
        } catch (FailureException e) {
            Failure failure = e.failure();
            ServingProcess.current().terminationLog().write(failure.json());
            LOG.error(failure.reason() + ": " + failure.message());
            return 1;
        }
    }

    /** Listens, waits for the end and drains. */
    protected abstract void serve(Map<String, String> environment) throws FailureException, InterruptedException;

    /** Event loops: {@code SLIPWAY_EVENT_LOOPS}, or one for each core. */
    protected static int eventLoops(Map<String, String> environment) {
        String wanted = environment.get("SLIPWAY_EVENT_LOOPS");
        return wanted == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(wanted);
    }

    /** Milliseconds since the process began. */
    protected static long millisSinceStart() {
        return System.currentTimeMillis()
                - ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    }
}
