package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.materialize.Materializer;
import dev.slipway.featureserver.materialize.Summary;
import dev.slipway.featureserver.materialize.Tally;
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

/** The job: one run of one view, its summary in the termination log. */
public final class MaterializeRole {
    private MaterializeRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) throws InterruptedException {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        Optional<Tally> tally = Optional.empty();
        try {
            Arguments arguments = Arguments.parse(args, Set.of("view", "from", "to", "chunk"));
            String view = arguments.needed("view", "materialize --view NAME");
            Catalog catalog = new Catalog(ConfigFile.read(ConfigFile.path(environment)));
            tally = Optional.of(new Tally(view, Clock.systemUTC()));
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
            Materializer materializer = new Materializer(catalog, vertx, Clock.systemUTC());
            String summary = run(materializer, view, arguments, tally.get()).json();
            log.write(summary);
            System.out.println(summary);
            return 0;
        } catch (FailureException e) {
            return failed(log, tally, e.failure());
        } catch (RuntimeException e) {
            e.printStackTrace();
            return failed(log, tally, new Failure(CommonReason.InternalError, "The run met a defect: " + e));
        }
    }

    private static int failed(TerminationLog log, Optional<Tally> tally, Failure failure) {
        String told = tally.map(counted -> counted.summary(failure).json()).orElseGet(failure::json);
        log.write(told);
        System.err.println(told);
        return 1;
    }

    private static Summary run(Materializer materializer, String view, Arguments arguments, Tally tally)
            throws FailureException, InterruptedException {
        Optional<String> from = arguments.optional("from");
        if (from.isEmpty()) {
            return materializer.incremental(view, Instant.MAX, tally);
        }
        try {
            Instant to = arguments.optional("to").map(Instant::parse).orElse(Instant.MAX);
            Duration chunk = Durations.parse(arguments.optional("chunk").orElse("1d"))
                    .filter(length -> !length.isZero())
                    .orElseThrow(() -> Arguments.invalid("--chunk must be a duration as 24h."));
            return materializer.window(view, Instant.parse(from.get()), to, chunk, tally);
        } catch (DateTimeException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "--from and --to must be times as 2026-01-01T00:00:00Z.", e);
        }
    }
}
