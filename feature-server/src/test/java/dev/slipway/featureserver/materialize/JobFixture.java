package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A source in a PostgreSQL that may be restarted, and runs that copy it to a Redis. */
final class JobFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private EmbeddedPostgres postgres;
    private String redis = "";

    JobFixture(Path folder) throws Exception {
        this.folder = folder;
        this.postgres = postgres(0);
        Files.writeString(folder.resolve("host"), "localhost");
        Files.writeString(folder.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(folder.resolve("database"), "postgres");
        Files.writeString(folder.resolve("username"), "postgres");
    }

    private EmbeddedPostgres postgres(int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port == 0 ? FeatureServerFixture.freePort() : port)
                .start();
    }

    void restartPostgres() throws Exception {
        int port = postgres.getPort();
        postgres.close();
        postgres = postgres(port);
    }

    Connection connect() throws Exception {
        return postgres.getPostgresDatabase().getConnection();
    }

    void sql(String statement) throws Exception {
        try (Connection connection = connect();
                Statement running = connection.createStatement()) {
            running.execute("SET TIME ZONE 'UTC'; " + statement);
        }
    }

    /** An empty source, and where its rows go: the members of the configuration's object about Redis. */
    void source(String redisMembers) throws Exception {
        redis = redisMembers;
        sql("DROP TABLE IF EXISTS v; CREATE TABLE v (id bigint, seq bigserial, event_timestamp timestamptz, f double"
                + " precision, t text)");
    }

    /** An entity a row, a second apart, each about 150 bytes wide. */
    void rows(int from, int to) throws Exception {
        sql(
                "INSERT INTO v (id, event_timestamp, f, t) SELECT i, '2026-11-01Z'::timestamptz + i * interval '1 second', i,"
                        + " repeat('x', 100) || i FROM generate_series(" + from + ", " + (to - 1) + ") i");
    }

    Summary run() throws Exception {
        return run(NOW);
    }

    Summary run(Instant now) throws Exception {
        return new Materializer(catalog(), vertx, Clock.fixed(now, ZoneOffset.UTC)).incremental("v");
    }

    /** A run that goes on while a test does harm; its failure is a {@link CompletionException}. */
    CompletableFuture<Summary> begin() {
        CompletableFuture<Summary> done = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                done.complete(run());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** What a run without any harm leaves in an empty Redis. */
    String undisturbed(RedisProcess server) throws Exception {
        server.call("FLUSHALL");
        run();
        return server.digest();
    }

    Path config() throws Exception {
        return Files.writeString(folder.resolve("config.json"), document());
    }

    private Catalog catalog() throws FailureException {
        return new Catalog(ConfigFile.parse(document().getBytes(StandardCharsets.UTF_8)));
    }

    private String document() {
        return "{\"redis\":{" + redis + "},\"views\":[{\"name\":\"v\",\"project\":\"demo\","
                + "\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],\"features\":[{\"name\":\"f\",\"type\":\"DOUBLE\"},"
                + "{\"name\":\"t\",\"type\":\"STRING\"}],\"materialization\":{\"batchRows\":500},"
                + "\"source\":{\"postgres\":{\"credentialsDirectory\":\"" + folder + "\",\"table\":\"v\","
                + "\"timestampField\":\"event_timestamp\",\"cursorField\":\"seq\"}}}]}";
    }

    @Override
    public void close() throws IOException {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        postgres.close();
    }
}
