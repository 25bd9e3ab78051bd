package dev.slipway.workload.process;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricSources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process that serves, from its log to its exit code.
 *
 * @param terminationLog where a failure is told
 * @param phase how far the process is
 * @param health what readiness is about
 * @param status the JSON object of {@code GET /status}
 * @param metrics the numbers of {@code GET /metrics}
 */
public record ServingProcess(
        TerminationLog terminationLog,
        ServingPhase phase,
        Health health,
        Supplier<String> status,
        MetricSources metrics) {
    private static final Logger LOG = Logger.getLogger(ServingProcess.class.getName());
    private static final String MANAGEMENT_PORT = "9000";

    /**
     * The check of readiness.
     *
     * @param name what it checks
     * @param details more about it, told beside the phase, JSON value by name
     */
    public record Health(String name, Supplier<Map<String, String>> details) {
        /** Nothing to say beside the phase. */
        public static Health of(String name) {
            return new Health(name, Map::of);
        }
    }

    /** Opens the management port, serves, and ends the JVM: with 0 after a drain, with 1 after a failure. */
    public void run(int managementPort, Serving serving) {
        System.exit(code(managementPort, serving));
    }

    private int code(int managementPort, Serving serving) {
        try (ManagementServer _ = ManagementServer.start(managementPort, this)) {
            serving.run();
            return 0;
        } catch (FailureException e) {
            return failed(e.failure());
        } catch (IOException e) {
            return failed(new Failure(
                    CommonReason.InvalidConfig,
                    "The management port %d cannot be opened: %s".formatted(managementPort, e.getMessage())));
        } catch (InterruptedException e) {
            return failed(new Failure(CommonReason.InternalError, "The server was interrupted."));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.SEVERE, "a defect of this program", e);
            return failed(new Failure(CommonReason.InternalError, "The server did not start: " + e));
        }
    }

    private int failed(Failure failure) {
        terminationLog.write(failure.json());
        LOG.severe(() -> failure.reason() + ": " + failure.message());
        return 1;
    }

    /** Ends the JVM with a failure that came before the process could serve. */
    public static void end(TerminationLog log, Failure failure) {
        log.write(failure.json());
        System.err.println(failure.json());
        System.exit(1);
    }

    /** {@code SLIPWAY_MANAGEMENT_PORT}, or 9000; 0 for any free port. */
    public static int managementPort(Map<String, String> environment) {
        return Integer.parseInt(environment.getOrDefault("SLIPWAY_MANAGEMENT_PORT", MANAGEMENT_PORT));
    }

    /** Event loops: {@code SLIPWAY_EVENT_LOOPS}, or one for each core. */
    public static int eventLoops(Map<String, String> environment) {
        String wanted = environment.get("SLIPWAY_EVENT_LOOPS");
        return wanted == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(wanted);
    }

    /** Milliseconds since Java began: the start of the process, as the kernel tells it, may be off by a second. */
    public static long millisSinceStart() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }
}
