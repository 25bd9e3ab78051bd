package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.aggregate.TileTable;
import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.featureserver.purge.Purge;
import dev.slipway.featureserver.purge.PurgeSummary;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** The job that removes one view from Redis. */
public final class PurgeRole {
    private static final int KEYS_PER_SECOND = 20_000;

    private PurgeRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) throws InterruptedException {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            Arguments arguments = Arguments.parse(args, Set.of("view", "rate", "config"));
            Path file = arguments.optional("config").map(Path::of).orElseGet(() -> ConfigFile.path(environment));
            Catalog catalog = new Catalog(ConfigFile.read(file));
            String name = arguments.needed("view", "--view customer");
            ViewPlan view = catalog.view(name)
                    .orElseThrow(() -> Arguments.invalid("The configuration has no view '%s'.".formatted(name)));
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
            PurgeSummary summary = new Purge(view, rate(arguments), Clock.systemUTC())
                    .run(vertx, catalog.config().redis());
            TileTable.drop(view.config());
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

    private static int rate(Arguments arguments) throws FailureException {
        String text = arguments.optional("rate").orElse(String.valueOf(KEYS_PER_SECOND));
        if (!text.matches("[1-9]\\d{0,7}")) {
            throw Arguments.invalid("--rate is %s; it must be a number of keys a second from 1.".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
