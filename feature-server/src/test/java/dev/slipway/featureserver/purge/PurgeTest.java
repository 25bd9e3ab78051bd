package dev.slipway.featureserver.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.plan.Catalog;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class PurgeTest {
    private static final String VIEWS = """
            "views": [
              {"name": "a", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "x", "type": "INT64"}, {"name": "y", "type": "STRING"}]},
              {"name": "b", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "z", "type": "INT64"}]},
              {"name": "p", "layout": "Packed", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "q", "type": "INT64"}]},
              {"name": "who", "project": "d*", "entities": [{"name": "w[o]", "type": "STRING"}], "features": [{"name": "n", "type": "INT64"}]},
              {"name": "whose", "project": "demo", "entities": [{"name": "w[o]", "type": "STRING"}], "features": [{"name": "n", "type": "INT64"}]},
              {"name": "all", "entities": [], "features": [{"name": "g", "type": "INT64"}]}]
            """;
    private static FeatureServerFixture server;
    private static Vertx vertx;

    @BeforeAll
    static void start() throws Exception {
        server = new FeatureServerFixture(VIEWS);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        server.close();
    }

    @AfterEach
    void empty() throws Exception {
        redis("FLUSHALL");
    }

    @Test
    void only_the_fields_of_the_view_go_and_the_key_with_its_last_view() throws Exception {
        write(
                "a",
                "{'id':[1,2,3],'event_timestamp':['2026-01-02','2026-01-02','2026-01-02'],'x':[1,2,3],'y':['','b',null]}");
        write("b", "{'id':[2,4],'event_timestamp':['2026-01-02','2026-01-02'],'z':[5,6]}");
        write("p", "{'id':[1],'event_timestamp':['2026-01-02'],'q':[7]}");
        redis("SET other value");

        PurgeSummary summary = purge("a");

        assertThat(summary.rowsRemoved()).isEqualTo(3);
        assertThat(summary.keysRemoved()).isEqualTo(2);
        assertThat(summary.resumed()).isFalse();
        assertThat(served("['a:x','b:z','p:q']", "{'id':[1,2,4]}"))
                .isEqualTo(new JsonArray("[[1,2,4],[null,null,null],[null,5,6],[7,null,null]]"));
        // Key 2 and 4 of view b, the packed row, and what is not ours.
        assertThat(redis("DBSIZE")).isEqualTo(":4");
        assertThat(purge("a").rowsRemoved()).isZero();
    }

    @Test
    void fields_of_features_that_the_view_has_no_more_go_with_the_key() throws Exception {
        write("a", "{'id':[1],'event_timestamp':['2026-01-02'],'x':[1],'y':['old']}");
        server.configure(VIEWS.replace(", {\"name\": \"y\", \"type\": \"STRING\"}", ""));
        try {
            assertThat(purge("a").keysRemoved()).isEqualTo(1);
            assertThat(redis("DBSIZE")).isEqualTo(":0");
        } finally {
            server.configure(VIEWS);
        }
    }

    @Test
    void packed_rows_and_the_row_of_a_view_without_entities_go() throws Exception {
        write("a", "{'id':[1],'event_timestamp':['2026-01-02'],'x':[1],'y':['k']}");
        write("p", "{'id':[1,2],'event_timestamp':['2026-01-02','2026-01-02'],'q':[7,8]}");
        write("all", "{'event_timestamp':['2026-01-02'],'g':[7]}");
        assertThat(purge("p").keysRemoved()).isEqualTo(2);
        assertThat(purge("all").keysRemoved()).isEqualTo(1);
        assertThat(served("['a:x']", "{'id':[1]}")).isEqualTo(new JsonArray("[[1],[1]]"));
    }

    @Test
    void names_that_look_like_patterns_and_projects_that_end_alike_mean_themselves() throws Exception {
        write("who", "{'w[o]':['x','demo'],'event_timestamp':['2026-01-02','2026-01-02'],'n':[1,2]}");
        write("whose", "{'w[o]':['x','d*'],'event_timestamp':['2026-01-02','2026-01-02'],'n':[3,4]}");
        assertThat(purge("who").keysRemoved()).isEqualTo(2);
        assertThat(served("['whose:n']", "{'w[o]':['x','d*']}")).isEqualTo(new JsonArray("[[\"x\",\"d*\"],[3,4]]"));
        assertThat(purge("whose").keysRemoved()).isEqualTo(2);
    }

    @Test
    void a_purge_that_died_goes_on_where_it_was() throws Exception {
        int rows = 20_000;
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            ids.append(i == 0 ? "" : ",").append(i);
        }
        String column = "[" + ids + "]";
        write("b", "{'id':" + column + ",'event_timestamp':" + column + ",'z':" + column + "}");
        assertThatThrownBy(() -> purge("b", 5_000, scanned -> {
                    if (scanned > 10_000) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        long left = Long.parseLong(redis("DBSIZE").substring(1));
        assertThat(left).isBetween(1L, (long) rows);
        redis("DEL slipway:{demo:b}:lease");

        PurgeSummary summary = purge("b");

        assertThat(summary.resumed()).isTrue();
        assertThat(summary.keysScanned()).isLessThan(rows);
        assertThat(redis("DBSIZE")).isEqualTo(":0");
        assertThat(new JsonObject(summary.json()).getString("result")).isEqualTo("Succeeded");
    }

    private static PurgeSummary purge(String view) throws Exception {
        return purge(view, 1_000_000, scanned -> {});
    }

    private static PurgeSummary purge(String view, int rate, LongConsumer watcher) throws Exception {
        Catalog catalog = server.catalog();
        return new Purge(catalog.view(view).orElseThrow(), rate, Clock.systemUTC(), watcher)
                .run(vertx, catalog.config().redis());
    }

    private static void write(String view, String frame) throws Exception {
        assertThat(server.post("/write-to-online-store", "{'feature_view_name':'" + view + "','df':" + frame + "}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonArray served(String features, String entities) throws Exception {
        String body = server.post("/get-online-features", "{'features':" + features + ",'entities':" + entities + "}")
                .body();
        JsonArray columns = new JsonArray();
        new JsonObject(body)
                .getJsonArray("results")
                .forEach(column -> columns.add(((JsonObject) column).getJsonArray("values")));
        return columns;
    }

    private static String redis(String command) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.redisPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }
}
