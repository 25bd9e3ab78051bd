package dev.slipway.workload.process;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricSources;
import io.quarkus.runtime.Quarkus;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the framework's side of a serving process needs of the module's side. The framework creates its own objects and
 * can be handed nothing, so the process is found here.
 *
 * @param terminationLog where a failure is told
 * @param phase how far the process is
 * @param status the JSON object of {@code GET /status}
 * @param metrics the numbers of {@code GET /metrics}
 */
public record ServingProcess(
        TerminationLog terminationLog, ServingPhase phase, Supplier<String> status, MetricSources metrics) {
    private static final AtomicReference<ServingProcess> CURRENT = new AtomicReference<>();

    static ServingProcess current() {
        return Objects.requireNonNull(CURRENT.get(), "the process did not boot by ServingProcess");
    }

    /** Boots the framework with this application and ends the JVM after it, with 0 after a drain and 1 after a failure. */
    public void boot(Class<? extends ServingApplication> application, String[] args) {
        CURRENT.set(this);
        Quarkus.run(application, this::exit, args);
    }

    private void exit(int code, @Nullable Throwable thrown) {
        if (thrown == null) {
            System.exit(code);
        }
        boolean portTaken = String.valueOf(thrown).contains("Port");
        end(
                terminationLog,
                portTaken
                        ? new Failure(CommonReason.InvalidConfig, "The management port cannot be opened: " + thrown)
                        : new Failure(CommonReason.InternalError, "The server did not start: " + thrown));
    }

    /** Ends the JVM with a failure that came before the framework. */
    public static void end(TerminationLog log, Failure failure) {
        log.write(failure.json());
        System.err.println(failure.json());
        System.exit(1);
    }
}
