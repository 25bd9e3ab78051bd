package dev.slipway.featureserver.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class MaterializerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    static Path secret;

    private static EmbeddedPostgres postgres;
    private static FeatureServerFixture server;
    private static Vertx vertx;
    private String view = "";
    private String extra = "";

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        Files.writeString(secret.resolve("host"), "localhost\n");
        Files.writeString(secret.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(secret.resolve("database"), "postgres");
        Files.writeString(secret.resolve("username"), "postgres");
        vertx = Vertx.vertx();
        server = new FeatureServerFixture("\"views\": []");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
        postgres.close();
    }

    @BeforeEach
    void table() throws Exception {
        view = "v" + NUMBER.incrementAndGet();
        extra = "";
        sql("CREATE TABLE " + view
                + " (id bigint, seq bigserial, event_timestamp timestamptz, created timestamptz DEFAULT '2026-11-21 09:00Z',"
                + " f double precision, t text)");
    }

    @Test
    void the_latest_row_of_each_entity_is_served_and_nothing_of_the_future() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'old'),(1,'2026-11-21 11:00Z',2,'new'),(2,'2026-11-21"
                + " 11:30Z','NaN',NULL),(3,'2026-11-21 13:00Z',9,'future'),(NULL,'2026-11-21 11:00Z',0,'no key')");

        Summary summary = incremental(NOW);

        assertThat(summary.rows().read()).isEqualTo(2);
        assertThat(summary.rows().written()).isEqualTo(2);
        assertThat(summary.watermark()).isEqualTo("2026-11-21T11:30:00Z");
        assertThat(served("f", 1, 2, 3)).isEqualTo(new JsonArray("[2.0,null,null]"));
        assertThat(served("t", 1, 2, 3)).isEqualTo(new JsonArray("[\"new\",null,null]"));

        assertThat(incremental(NOW.plus(Duration.ofHours(2))).rows().written()).isPositive();
        assertThat(served("f", 3)).isEqualTo(new JsonArray("[9.0]"));
    }

    @Test
    void a_row_that_comes_late_is_found_and_one_already_superseded_changes_nothing() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'a'),(2,'2026-11-21 11:00Z',2,'b')");
        incremental(NOW);
        rows("(3,'2026-11-01 00:00Z',3,'weeks late'),(1,'2026-11-20 00:00Z',0,'superseded')");

        Summary summary = incremental(NOW.plus(Duration.ofMinutes(15)));

        assertThat(summary.rows().late()).isPositive();
        assertThat(summary.rows().skipped()).isGreaterThanOrEqualTo(0);
        assertThat(served("t", 1, 2, 3)).isEqualTo(new JsonArray("[\"a\",\"b\",\"weeks late\"]"));
        assertThat(summary.watermark()).isEqualTo("2026-11-21T11:00:00Z");
    }

    @Test
    void a_correction_with_the_same_event_time_lands() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'wrong')");
        incremental(NOW);
        rows("(1,'2026-11-21 10:00Z',2,'right')");
        incremental(NOW.plusSeconds(60));
        assertThat(served("t", 1)).isEqualTo(new JsonArray("[\"right\"]"));
    }

    @Test
    void later_runs_read_only_what_may_be_new() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'a'),(2,'2026-11-21 10:00Z',1,'a')");
        incremental(NOW);
        incremental(NOW.plus(Duration.ofHours(3)));
        rows("(3,'2026-11-21 10:00Z',1,'c')");
        Summary third = incremental(NOW.plus(Duration.ofHours(6)));
        assertThat(third.rows().read()).isEqualTo(2);
        assertThat(incremental(NOW.plus(Duration.ofHours(12))).rows().read()).isEqualTo(2);
        assertThat(incremental(NOW.plus(Duration.ofHours(18))).rows().read()).isEqualTo(1);
    }

    @Test
    void a_redis_that_lost_its_data_gets_everything_again() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'a')");
        incremental(NOW);
        server.stopRedis();
        server.startRedis();
        server.awaitOnline();
        assertThat(served("t", 1)).isEqualTo(new JsonArray("[null]"));
        incremental(NOW.plus(Duration.ofHours(5)));
        assertThat(served("t", 1)).isEqualTo(new JsonArray("[\"a\"]"));
    }

    @Test
    void a_failing_rule_blocks_the_whole_run_and_says_why() throws Exception {
        extra = ",\"validation\":{\"rules\":[{\"name\":\"range\",\"feature\":\"f\",\"min\":0,\"max\":1}]}";
        rows("(1,'2026-11-21 10:00Z',0.5,'fine'),(2,'2026-11-21 10:00Z',7,'too much')");
        assertThatThrownBy(() -> incremental(NOW)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason()).isEqualTo(Reason.ValidationFailed);
            assertThat(e.failure().message()).contains("range", "1 of 2 rows have f outside 0.0 to 1.0");
        });
        assertThat(served("t", 1, 2)).isEqualTo(new JsonArray("[null,null]"));
        sql("UPDATE " + view + " SET f = 1 WHERE id = 2");
        assertThat(incremental(NOW).rows().written()).isEqualTo(2);
    }

    @Test
    void offending_rows_are_set_apart_once_each_and_the_row_before_them_is_served() throws Exception {
        extra = ",\"validation\":{\"onFailure\":\"Quarantine\",\"quarantineTable\":\"apart_" + view
                + "\",\"rules\":[{\"name\":\"range\",\"feature\":\"f\",\"max\":1},{\"name\":\"nulls\",\"feature\":\"t\",\"maxNullFraction\":0}]}";
        rows("(1,'2026-11-21 09:00Z',0.5,'good'),(1,'2026-11-21 10:00Z',7,'bad'),(2,'2026-11-21 10:00Z',1,NULL)");
        assertThat(incremental(NOW).rows().quarantined()).isEqualTo(2);
        assertThat(served("t", 1, 2)).isEqualTo(new JsonArray("[\"good\",null]"));
        assertThat(incremental(NOW.plusSeconds(1)).rows().quarantined()).isZero();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var found = statement.executeQuery(
                        "SELECT string_agg(reason || ' ' || (content->>'id'), ',' ORDER BY reason) FROM apart_"
                                + view)) {
            found.next();
            assertThat(found.getString(1)).isEqualTo("nulls 2,range 1");
        }
    }

    @Test
    void warnings_write_everything_and_are_told() throws Exception {
        extra =
                ",\"validation\":{\"onFailure\":\"Warn\",\"rules\":[{\"name\":\"volume\",\"minRows\":5},{\"name\":\"unique\"},"
                        + "{\"name\":\"fresh\",\"maxEventAge\":\"1h\"}]}";
        rows("(1,'2026-11-21 10:00Z',0.5,'a'),(1,'2026-11-21 10:00Z',0.6,'b')");
        Summary summary = incremental(NOW);
        assertThat(summary.rows().written()).isEqualTo(1);
        assertThat(new JsonObject(summary.json()).getJsonObject("validation").getInteger("failed"))
                .isEqualTo(3);
    }

    @Test
    void a_second_run_at_the_same_time_is_refused() throws Exception {
        rows("(1,'2026-11-21 10:00Z',1,'a')");
        Catalog catalog = catalog();
        try (OnlineStore store = OnlineStore.connect(vertx, catalog.config().redis());
                Lease lease = Lease.take(store, catalog.view(view).orElseThrow().config())) {
            assertThatThrownBy(() -> incremental(NOW)).hasMessageContaining("Another run");
            lease.save(Progress.NONE);
        }
        assertThat(incremental(NOW).rows().written()).isEqualTo(1);
    }

    @Test
    void a_backfill_brings_its_window_chunk_by_chunk_and_never_the_future() throws Exception {
        rows("(1,'2026-11-01 00:00Z',1,'a'),(2,'2026-11-05 00:00Z',2,'b'),(3,'2026-11-10"
                + " 00:00Z',3,'c'),(4,'2030-01-01 00:00Z',4,'d')");
        Summary summary = new Materializer(catalog(), vertx, Clock.fixed(NOW, ZoneOffset.UTC))
                .window(
                        view,
                        Instant.parse("2026-11-02T00:00:00Z"),
                        Instant.parse("2099-01-01T00:00:00Z"),
                        Duration.ofDays(2));
        assertThat(summary.watermark()).isEqualTo("2026-11-10T00:00:00Z");
        assertThat(served("t", 1, 2, 3, 4)).isEqualTo(new JsonArray("[null,\"b\",\"c\",null]"));
    }

    @Test
    void a_source_that_does_not_fit_says_which_column() throws Exception {
        sql("ALTER TABLE " + view + " ALTER COLUMN f TYPE text USING f::text");
        assertThatThrownBy(() -> incremental(NOW))
                .hasMessageContaining("column 'f' is text, which cannot become DOUBLE");
        sql("ALTER TABLE " + view + " DROP COLUMN f");
        assertThatThrownBy(() -> incremental(NOW)).hasMessageContaining("no column 'f'");
    }

    @Test
    void a_hundred_thousand_rows_arrive_whole() throws Exception {
        sql("INSERT INTO " + view
                + " (id, event_timestamp, f, t) SELECT i % 20000, '2026-11-01Z'::timestamptz + i * interval '1"
                + " second', i, 'x' || i FROM generate_series(0, 99999) i");
        Summary summary = incremental(NOW);
        assertThat(summary.rows().written()).isEqualTo(20_000);
        assertThat(served("f", 0, 7, 19_999)).isEqualTo(new JsonArray("[80000.0,80007.0,99999.0]"));
    }

    private Summary incremental(Instant now) throws Exception {
        return new Materializer(catalog(), vertx, Clock.fixed(now, ZoneOffset.UTC)).incremental(view);
    }

    private Catalog catalog() throws FailureException {
        String document = "{\"redis\":{\"addresses\":[\"127.0.0.1:" + server.redisPort() + "\"]},\"views\":["
                + definition() + "]}";
        return new Catalog(ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)));
    }

    private String definition() {
        return "{\"name\":\"" + view + "\",\"project\":\"demo\",\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],"
                + "\"features\":[{\"name\":\"f\",\"type\":\"DOUBLE\"},{\"name\":\"t\",\"type\":\"STRING\"}],"
                + "\"source\":{\"postgres\":{\"credentialsDirectory\":\"" + secret + "\",\"table\":\"" + view
                + "\",\"timestampField\":\"event_timestamp\",\"createdTimestampField\":\"created\",\"cursorField\":\"seq\"}}"
                + extra + "}";
    }

    private JsonArray served(String feature, int... ids) throws Exception {
        server.configure("\"views\": [" + definition() + "]");
        StringBuilder list = new StringBuilder();
        for (int id : ids) {
            list.append(list.isEmpty() ? "" : ",").append(id);
        }
        String body = server.post(
                        "/get-online-features",
                        "{'features':['" + view + ":" + feature + "'],'entities':{'id':[" + list + "]}}")
                .body();
        return new JsonObject(body).getJsonArray("results").getJsonObject(1).getJsonArray("values");
    }

    private void rows(String values) throws Exception {
        sql("INSERT INTO " + view + " (id, event_timestamp, f, t) VALUES " + values);
    }

    private static void sql(String statement) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }
}
