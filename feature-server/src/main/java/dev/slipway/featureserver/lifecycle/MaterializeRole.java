package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.materialize.Materializer;
import dev.slipway.featureserver.materialize.Summary;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.config.Durations;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The job: one run of one view, its summary in the termination log. Starts without the framework: a job should not wait. */
public final class MaterializeRole {
    private MaterializeRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) throws InterruptedException {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
        try {
            Arguments arguments = Arguments.parse(args, Set.of("view", "from", "to", "chunk"));
            Catalog catalog = new Catalog(ConfigFile.read(ConfigFile.path(environment)));
            Summary summary = summary(new Materializer(catalog, vertx, Clock.systemUTC()), arguments);
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

    private static Summary summary(Materializer materializer, Arguments arguments)
            throws FailureException, InterruptedException {
        String view = arguments.needed("view", "materialize --view NAME");
        Optional<String> from = arguments.optional("from");
        if (from.isEmpty()) {
            return materializer.incremental(view);
        }
        try {
            Instant to = arguments.optional("to").map(Instant::parse).orElseGet(Instant::now);
            Duration chunk = Durations.parse(arguments.optional("chunk").orElse("1d"))
                    .filter(length -> !length.isZero())
                    .orElseThrow(() -> Arguments.invalid("--chunk must be a duration as 24h."));
            return materializer.window(view, Instant.parse(from.get()), to, chunk);
        } catch (DateTimeException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "--from and --to must be times as 2026-01-01T00:00:00Z.", e);
        }
    }
}
