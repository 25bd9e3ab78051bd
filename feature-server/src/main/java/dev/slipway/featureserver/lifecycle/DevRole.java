package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.demo.EmbeddedStores;
import dev.slipway.featureserver.demo.SampleShop;
import dev.slipway.featureserver.materialize.Materializer;
import dev.slipway.featureserver.materialize.Summary;
import dev.slipway.featureserver.materialize.Tally;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** {@code --dev}: stores of its own with sample data, materialized and served. */
public final class DevRole {
    private DevRole() {}

    /** Serves until the end of the process, with which the stores end as well. */
    public static void run(Map<String, String> environment) throws InterruptedException {
        Map<String, String> served = new HashMap<>(environment);
        try {
            Path folder = Files.createTempDirectory("slipway-features-");
            EmbeddedStores stores = EmbeddedStores.start();
            Runtime.getRuntime().addShutdownHook(new Thread(stores::close, "embedded-stores"));
            Path document = SampleShop.create(stores, folder);
            served.put("SLIPWAY_CONFIG", document.toString());
            Summary summary = materialize(document);
            System.out.printf(
                    "PostgreSQL on port %d and Redis on port %d, with %d customers. Configuration: %s%nAsk:%n  curl -s localhost:%s/get-online-features -d '%s'%n",
                    stores.postgresPort(),
                    stores.redisPort(),
                    summary.rows().written(),
                    document,
                    served.getOrDefault("SLIPWAY_HTTP_PORT", ServeRole.PORT),
                    SampleShop.REQUEST);
        } catch (FailureException e) {
            System.err.println(e.failure().json());
            System.exit(1);
        } catch (IOException e) {
            System.err.println(new FailureException(CommonReason.InternalError, "No folder for the sample data.", e)
                    .failure()
                    .json());
            System.exit(1);
        }
        ServeRole.run(served);
    }

    private static Summary materialize(Path document) throws FailureException, InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
        try {
            Catalog catalog = new Catalog(ConfigFile.read(document));
            Clock clock = Clock.systemUTC();
            return new Materializer(catalog, vertx, clock)
                    .incremental(SampleShop.VIEW, Instant.MAX, new Tally(SampleShop.VIEW, clock));
        } finally {
            vertx.close();
        }
    }
}
