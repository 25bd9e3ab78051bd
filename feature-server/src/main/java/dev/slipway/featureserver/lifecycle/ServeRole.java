package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.failure.Failure;
import dev.slipway.featureserver.failure.FailureException;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.failure.TerminationLog;
import io.quarkus.runtime.Quarkus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the serving process. */
public final class ServeRole {
    private static final String PORT = "6566";

    private ServeRole() {}

    /** Reads the configuration, then boots the framework. */
    public static void run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            LiveConfig config = new LiveConfig(ConfigFile.path(environment));
            int port = Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", PORT));
            String management = environment.get("SLIPWAY_MANAGEMENT_PORT");
            if (management != null) {
                System.setProperty("quarkus.management.port", management);
            }
            new Launch(config, port, log).begin();
            Quarkus.run(ServeApplication.class, (code, thrown) -> exit(log, code, thrown), args);
        } catch (FailureException e) {
            end(log, e.failure());
        }
    }

    private static void exit(TerminationLog log, int code, @Nullable Throwable thrown) {
        if (thrown == null) {
            System.exit(code);
        }
        boolean portTaken = String.valueOf(thrown).contains("Port");
        end(
                log,
                portTaken
                        ? new Failure(Reason.InvalidConfig, "The management port cannot be opened: " + thrown)
                        : new Failure(Reason.InternalError, "The server did not start: " + thrown));
    }

    private static void end(TerminationLog log, Failure failure) {
        log.write(failure.json());
        System.err.println(failure.json());
        System.exit(1);
    }
}
