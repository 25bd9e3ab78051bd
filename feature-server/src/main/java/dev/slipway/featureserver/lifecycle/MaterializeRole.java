package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.config.Durations;
import dev.slipway.featureserver.failure.Failure;
import dev.slipway.featureserver.failure.FailureException;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.failure.TerminationLog;
import dev.slipway.featureserver.materialize.Materializer;
import dev.slipway.featureserver.materialize.Summary;
import dev.slipway.featureserver.plan.Catalog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The job: one run of one view, its summary in the termination log. Starts without the framework: a job should not wait. */
public final class MaterializeRole {
    private MaterializeRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) throws InterruptedException {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
        try {
            Map<String, String> options = options(args);
            Catalog catalog = new Catalog(ConfigFile.read(ConfigFile.path(environment)));
            Summary summary = summary(new Materializer(catalog, vertx, Clock.systemUTC()), options);
            log.write(summary.json());
            System.out.println(summary.json());
            return 0;
        } catch (FailureException e) {
            Failure failure = e.failure();
            log.write(failure.json());
            System.err.println(failure.json());
            return 1;
        }
    }

    private static Summary summary(Materializer materializer, Map<String, String> options)
            throws FailureException, InterruptedException {
        String view = options.get("--view");
        if (view == null) {
            throw invalid("Say which view: materialize --view NAME.");
        }
        String from = options.get("--from");
        if (from == null) {
            return materializer.incremental(view);
        }
        try {
            String to = options.get("--to");
            Duration chunk = Durations.parse(options.getOrDefault("--chunk", "1d"))
                    .filter(length -> !length.isZero())
                    .orElseThrow(() -> invalid("--chunk must be a duration as 24h."));
            return materializer.window(
                    view, Instant.parse(from), to == null ? Instant.now() : Instant.parse(to), chunk);
        } catch (DateTimeException e) {
            throw new FailureException(
                    Reason.InvalidConfig, "--from and --to must be times as 2026-01-01T00:00:00Z.", e);
        }
    }

    private static Map<String, String> options(String[] args) throws FailureException {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            boolean known = args[i].matches("--(view|from|to|chunk)");
            if (!known || i + 1 == args.length) {
                throw invalid(known ? args[i] + " needs a value." : "Unknown argument " + args[i] + ".");
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static FailureException invalid(String why) {
        return new FailureException(Reason.InvalidConfig, why);
    }
}
