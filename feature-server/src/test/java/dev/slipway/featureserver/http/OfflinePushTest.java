package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that go to the table of a view, on a real PostgreSQL and a real Redis. */
@Timeout(90)
class OfflinePushTest {
    private static final String TYPES = "{'name':'n','type':'INT64'},{'name':'f','type':'FLOAT'},"
            + "{'name':'x','type':'DOUBLE'},{'name':'s','type':'STRING'},{'name':'y','type':'BYTES'},"
            + "{'name':'b','type':'BOOL'},{'name':'t','type':'UNIX_TIMESTAMP'},{'name':'xs','type':'DOUBLE_LIST'},"
            + "{'name':'ss','type':'STRING_LIST'},{'name':'j','type':'JSON'}";

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
        sql("CREATE TABLE types (id bigint, who text, at timestamptz, seq bigint GENERATED ALWAYS AS IDENTITY, created "
                + "timestamptz, n bigint, f real, x double precision, s text, y bytea, b boolean, t timestamptz, "
                + "xs double precision[], ss text[], j jsonb, other text DEFAULT 'untouched')");
        sql("CREATE TABLE small (id bigint, event_timestamp timestamptz, n_ integer CHECK (n_ < 1000))");
        sql("CREATE TABLE counted (id bigint, event_timestamp timestamptz, seq bigint, n bigint)");
        server = new FeatureServerFixture(("'views':["
                        + view(
                                        "types",
                                        "'to':'Offline'",
                                        "'timestampField':'at',"
                                                + "'createdTimestampField':'created','cursorField':'seq'")
                                .replace("FEATURES", TYPES)
                                .replace("KEYS", "{'name':'id','type':'INT64'},{'name':'who','type':'STRING'}")
                        + "," + small("small", "small") + ","
                        + small("both", "small").replace("'push':{}", "'push':{'to':'OnlineAndOffline'}")
                        + "," + small("online", "small").replace("'push':{}", "'push':{'to':'Online'}")
                        + ","
                        + view("counted", "'to':'Offline'", "'timestampField':'event_timestamp','cursorField':'seq'")
                                .replace("FEATURES", "{'name':'n','type':'INT64'}")
                                .replace("KEYS", "{'name':'id','type':'INT64'}")
                        + ",{'name':'sums','entities':[{'name':'id','type':'INT64'}],'features':[],'push':{},'aggregations':[{'name':'n_1h','function':'sum','column':'n_','window':'1h'}],'source':{'postgres':{'credentialsDirectory':'"
                        + secret + "','table':'small','timestampField':'event_timestamp'}}}]")
                .replace('\'', '"'));
    }

    private static String view(String name, String push, String source) {
        return "{'name':'" + name + "','entities':[KEYS],'features':[FEATURES],'push':{" + push
                + "},'source':{'postgres':{'credentialsDirectory':'" + secret + "','table':'" + name + "'," + source
                + "}}}";
    }

    private static String small(String name, String table) {
        return "{'name':'" + name
                + "','entities':[{'name':'id','type':'INT64'}],'features':[{'name':'n','type':'INT64'}],'push':{},"
                + "'source':{'postgres':{'credentialsDirectory':'" + secret + "','table':'" + table
                + "','timestampField':'event_timestamp','fieldMapping':{'n_':'n'}}}}";
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        postgres.close();
    }

    @Test
    void values_of_every_type_are_in_the_table_as_they_were_pushed() throws Exception {
        HttpResponse<String> answer = server.post(
                "/push",
                "{'push_source_name':'types','to':'offline','df':{'id':[1,2],'who':['zo\u00eb','x'],'at':['2026-01-02T03:04:05.678901','2026-01-02'],"
                        + "'n':[9007199254740993,null],'f':[0.1,null],'x':['NaN','-Infinity'],'s':['it\\u0027s \\u007b',null],'y':['AP8=',null],'b':[true,null],"
                        + "'t':[1767312000,null],'xs':[[0.5,'Infinity'],[]],'ss':[['a','b,\\u007d'],null],'j':['{\\u0022k\\u0022: [1]}',null]}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(
                        rows(
                                "SELECT id, who, at, seq, n, f, x, s, encode(y, 'hex'), b, t, xs, ss, j, other FROM types ORDER BY id"))
                .containsExactly(
                        "1|zo\u00eb|2026-01-02 03:04:05.678901+00|1|9007199254740993|0.1|NaN|it's {|00ff|t|2026-01-02 00:00:00+00|{0.5,Infinity}|{a,\"b,}\"}|{\"k\": [1]}|untouched",
                        "2|x|2026-01-02 00:00:00+00|2|null|null|-Infinity|null|null|null|null|{}|null|null|untouched");
        assertThat(rows("SELECT count(*) FROM types WHERE created BETWEEN now() - interval '1 minute' AND now()"))
                .containsExactly("2");
        assertThat(get("types:n", 1)).contains("NOT_FOUND");
        assertThat(server.post("/materialize-incremental", "{'end_ts':'2099-01-01','feature_views':['types']}")
                        .body())
                .isEqualTo("null");
        assertThat(server.post(
                                "/get-online-features",
                                "{'features':['types:n'],'entities':{'id':[1],'who':['zo\u00eb']}}")
                        .body())
                .contains("9007199254740993");
    }

    @Test
    void a_view_that_says_both_has_the_row_in_both_stores_whatever_the_request_says() throws Exception {
        assertThat(push("both", "'to':'online'", 10, 7).statusCode()).isEqualTo(200);
        assertThat(push("both", "'to':'online_and_offline'", 11, 8).statusCode())
                .isEqualTo(200);
        assertThat(get("both:n", 10)).contains("[7]");
        assertThat(get("both:n", 11)).contains("[8]");
        assertThat(rows("SELECT id, n_ FROM small WHERE id IN (10, 11) ORDER BY id"))
                .containsExactly("10|7", "11|8");
    }

    @Test
    void where_the_view_says_nothing_the_request_decides() throws Exception {
        assertThat(push("small", "'to':'online'", 20, 1).statusCode()).isEqualTo(200);
        assertThat(push("small", "'to':'offline'", 21, 2).statusCode()).isEqualTo(200);
        assertThat(push("small", "'to':'online_and_offline'", 22, 3).statusCode())
                .isEqualTo(200);
        assertThat(rows("SELECT id, n_ FROM small WHERE id BETWEEN 20 AND 29 ORDER BY id"))
                .containsExactly("21|2", "22|3");
        assertThat(get("small:n", 20)).contains("[1]");
        assertThat(get("small:n", 21)).contains("NOT_FOUND");
        assertThat(get("small:n", 22)).contains("[3]");
    }

    @Test
    void a_store_that_the_view_does_not_push_to_is_refused() throws Exception {
        HttpResponse<String> answer = push("online", "'to':'offline'", 30, 1);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("go to online (push.to of the view), not to offline");
    }

    @Test
    void rows_that_the_table_does_not_take_are_stored_nowhere() throws Exception {
        HttpResponse<String> answer = server.post(
                "/push",
                "{'push_source_name':'both','df':{'id':[40,41],'n':[1,1000],'event_timestamp':['2026-01-02','2026-01-02']}}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("No row was stored", "violates check constraint");
        assertThat(push("both", "'to':'online'", 42, 5_000_000_000L).body())
                .contains("No row was stored", "out of range");
        assertThat(rows("SELECT id FROM small WHERE id BETWEEN 40 AND 49")).isEmpty();
        assertThat(get("both:n", 40)).contains("NOT_FOUND");
        assertThat(get("both:n", 42)).contains("NOT_FOUND");
    }

    @Test
    void a_row_that_no_materialization_would_find_is_refused() throws Exception {
        HttpResponse<String> answer = push("counted", "'to':'offline'", 1, 1);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("'seq' (cursorField) of counted stays null", "IDENTITY");
        assertThat(rows("SELECT * FROM counted")).isEmpty();
    }

    @Test
    void pushes_to_views_with_aggregations_are_refused_since_they_are_computed() throws Exception {
        HttpResponse<String> answer = server.post(
                "/push", "{'push_source_name':'sums','df':{'id':[1],'n_1h':[1],'event_timestamp':['2026-01-02']}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'sums' has aggregations", "add rows there");
    }

    @Test
    void while_PostgreSQL_is_away_nothing_is_half_written_and_the_push_after_it_succeeds() throws Exception {
        String port = Files.readString(secret.resolve("port"));
        push("both", "'to':'online'", 50, 1);
        terminateOthers();
        Files.writeString(secret.resolve("port"), "1");
        try {
            HttpResponse<String> answer = push("both", "'to':'online'", 51, 1);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("No row was stored", "localhost:1");
            assertThat(get("both:n", 51)).contains("NOT_FOUND");
        } finally {
            Files.writeString(secret.resolve("port"), port);
        }
        assertThat(push("both", "'to':'online'", 51, 2).statusCode()).isEqualTo(200);
        assertThat(rows("SELECT n_ FROM small WHERE id = 51")).containsExactly("2");
    }

    @Test
    void while_Redis_is_away_the_row_is_in_the_table_and_the_caller_is_told() throws Exception {
        server.stopRedis();
        try {
            HttpResponse<String> answer = push("both", "'to':'online'", 60, 1);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("The rows are in the offline store");
        } finally {
            server.startRedis();
            server.awaitOnline();
        }
        assertThat(rows("SELECT n_ FROM small WHERE id = 60")).containsExactly("1");
    }

    private static HttpResponse<String> push(String source, String to, long id, long n) throws Exception {
        return server.post(
                "/push",
                "{'push_source_name':'%s',%s,'df':{'id':[%d],'n':[%d],'event_timestamp':['2026-01-02']}}"
                        .formatted(source, to, id, n));
    }

    private static String get(String feature, long id) throws Exception {
        String more = feature.startsWith("types") ? ",'who':['zo\u00eb']" : "";
        return server.post(
                        "/get-online-features",
                        "{'features':['%s'],'entities':{'id':[%d]%s}}".formatted(feature, id, more))
                .body();
    }

    private static void terminateOthers() throws Exception {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slipway-feature-server'");
    }

    private static void sql(String text) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static List<String> rows(String query) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            try (ResultSet row = statement.executeQuery(query)) {
                List<String> rows = new ArrayList<>();
                while (row.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        cells.add(String.valueOf(row.getString(i)));
                    }
                    rows.add(String.join("|", cells));
                }
                return rows;
            }
        }
    }
}
