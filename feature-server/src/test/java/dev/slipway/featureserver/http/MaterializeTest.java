package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class MaterializeTest {
    @TempDir
    static Path secret;

    private static EmbeddedPostgres postgres;
    private static FeatureServerFixture server;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        Files.writeString(secret.resolve("host"), "localhost");
        Files.writeString(secret.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(secret.resolve("database"), "postgres");
        Files.writeString(secret.resolve("username"), "postgres");
        for (String view : new String[] {"a", "b", "c", "d", "e", "f"}) {
            sql("CREATE TABLE " + view + " (id bigint, event_timestamp timestamptz, seq bigserial, n bigint)");
            sql("INSERT INTO " + view + " (id, event_timestamp, n) VALUES (1, '2026-01-02', 1), (2, '2026-01-04', 2)");
        }
        server = new FeatureServerFixture("\"views\": [" + view("a") + "," + view("b") + "," + view("c") + ","
                + view("d") + "," + view("e") + "," + view("f")
                + ",{'name':'pushed','entities':[{'name':'id','type':'INT64'}],'features':[{'name':'n','type':'INT64'}],'push':{}}]"
                        .replace('\'', '"'));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        postgres.close();
    }

    @Test
    void a_window_is_served_once_the_answer_has_come() throws Exception {
        HttpResponse<String> answer = server.post(
                "/materialize", "{'start_ts':'2026-01-01','end_ts':'2026-01-03T00:00:00Z','feature_views':['a']}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("null");
        assertThat(served("a")).isEqualTo(new JsonArray("[1,null]"));

        assertThat(server.post("/materialize", "{'disable_event_timestamp':true,'feature_views':['a','a']}")
                        .body())
                .isEqualTo("null");
        assertThat(served("a")).isEqualTo(new JsonArray("[1,2]"));
    }

    @Test
    void an_incremental_run_stops_at_its_end_and_the_next_one_goes_on_there() throws Exception {
        String order = "{'end_ts':'%s','feature_views':['b']}";
        assertThat(server.post("/materialize-incremental", order.formatted("2026-01-03"))
                        .body())
                .isEqualTo("null");
        assertThat(served("b")).isEqualTo(new JsonArray("[1,null]"));
        assertThat(server.post("/materialize-incremental", order.formatted("2099-01-01"))
                        .body())
                .isEqualTo("null");
        assertThat(served("b")).isEqualTo(new JsonArray("[1,2]"));
        sql("INSERT INTO b (id, event_timestamp, n) VALUES (3, '2026-01-01', 3)");
        server.post("/materialize-incremental", order.formatted(Instant.now()));
        assertThat(server.post("/get-online-features", "{'features':['b:n'],'entities':{'id':[3]}}")
                        .body())
                .contains("\"values\":[3]");
    }

    @Test
    void a_view_that_is_being_materialized_is_a_conflict_and_asynchronous_runs_answer_at_once() throws Exception {
        String order = "{'start_ts':'2026-01-01','end_ts':'2026-01-05','feature_views':['c']}";
        try (Connection blocker = postgres.getPostgresDatabase().getConnection()) {
            blocker.setAutoCommit(false);
            try (Statement statement = blocker.createStatement()) {
                statement.execute("LOCK TABLE c IN ACCESS EXCLUSIVE MODE");
            }
            HttpResponse<String> accepted = server.post("/materialize?async=true", order);
            assertThat(accepted.statusCode()).isEqualTo(202);
            assertThat(accepted.body()).isEqualTo("{\"status\":\"accepted\",\"feature_views\":[\"c\"]}");

            HttpResponse<String> second = server.post("/materialize?async=true&force=true", order);
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(second.body()).contains("[c] runs already");
            HttpResponse<String> feasts = server.post("/materialize", order, "X-Feast-Compat", "1");
            assertThat(feasts.statusCode()).isEqualTo(409);
            assertThat(feasts.body())
                    .isEqualTo(
                            "{\"error\":\"Cannot start async materialization \u2014 the following feature views are already in "
                                    + "MATERIALIZING state: ['c']. Use ?force=true to override.\",\"feature_views\":[\"c\"]}");
            // Reads go on beside a run.
            assertThat(served("d")).isEqualTo(new JsonArray("[null,null]"));
            blocker.rollback();
        }
        while (!served("c").equals(new JsonArray("[1,2]"))) {
            Thread.sleep(20);
        }
        HttpResponse<String> again = server.post("/materialize", order);
        while (again.statusCode() == 409) {
            again = server.post("/materialize", order);
        }
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    }

    @Test
    void another_process_that_holds_the_lease_is_a_conflict_too() throws Exception {
        String order = "{'start_ts':'2026-01-01','end_ts':'2026-01-05','feature_views':['d']}";
        try (java.net.Socket admin =
                new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.redisPort())) {
            admin.getOutputStream()
                    .write("SET slipway:{demo:d}:lease other PX 30000\r\n".getBytes(StandardCharsets.US_ASCII));
            admin.getInputStream().read();
            assertThat(server.post("/materialize", order).statusCode()).isEqualTo(409);
            admin.getOutputStream().write("DEL slipway:{demo:d}:lease\r\n".getBytes(StandardCharsets.US_ASCII));
            admin.getInputStream().read();
        }
        assertThat(server.post("/materialize", order).statusCode()).isEqualTo(200);
    }

    @Test
    void many_orders_at_once_all_end() throws Exception {
        CompletableFuture<?>[] runs = new CompletableFuture<?>[20];
        for (int i = 0; i < runs.length; i++) {
            String view = i % 2 == 0 ? "e" : "f";
            runs[i] = CompletableFuture.runAsync(() -> {
                try {
                    String order = "{'start_ts':'2026-01-01','end_ts':'2026-01-05','feature_views':['" + view + "']}";
                    assertThat(server.post("/materialize", order).statusCode()).isIn(200, 409);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        try {
            CompletableFuture.allOf(runs).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        assertThat(served("e")).isEqualTo(new JsonArray("[1,2]"));
    }

    @Test
    void what_cannot_be_materialized_says_why() throws Exception {
        HttpResponse<String> pushed = server.post(
                "/materialize", "{'start_ts':'2026-01-01','end_ts':'2026-01-05','feature_views':['pushed']}");
        assertThat(pushed.statusCode()).isEqualTo(400);
        assertThat(pushed.body()).contains("has no source");
        sql("ALTER TABLE d RENAME COLUMN n TO m");
        HttpResponse<String> broken =
                server.post("/materialize", "{'start_ts':'2026-01-01','end_ts':'2026-01-05','feature_views':['d']}");
        sql("ALTER TABLE d RENAME COLUMN m TO n");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(new JsonObject(broken.body()).getString("detail")).contains("no column 'n'");
    }

    private static String view(String name) {
        return ("{'name':'" + name
                        + "','entities':[{'name':'id','type':'INT64'}],'features':[{'name':'n','type':'INT64'}],'source':{'postgres':{"
                        + "'credentialsDirectory':'" + secret + "','table':'" + name
                        + "','timestampField':'event_timestamp','cursorField':'seq'}}}")
                .replace('\'', '"');
    }

    private static JsonArray served(String view) throws Exception {
        String body = server.post("/get-online-features", "{'features':['" + view + ":n'],'entities':{'id':[1,2]}}")
                .body();
        return new JsonObject(body).getJsonArray("results").getJsonObject(1).getJsonArray("values");
    }

    private static void sql(String statement) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }
}
