package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OnlineFeaturesTest {
    private static final String VIEWS = """
            "views": [
              {"name": "stats", "entities": [{"name": "id", "type": "INT64"}], "ttl": "1h", "push": {"name": "stats_push"},
               "features": [{"name": "rate", "type": "FLOAT"}, {"name": "trips", "type": "INT64"}, {"name": "tag", "type": "STRING"},
                            {"name": "emb", "type": "FLOAT_LIST"}, {"name": "seen", "type": "UNIX_TIMESTAMP"}, {"name": "score", "type": "DOUBLE"}]},
              {"name": "other", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "trips", "type": "INT64"}]},
              {"name": "pair", "entities": [{"name": "id", "type": "INT64"}, {"name": "Mid", "type": "STRING"}],
               "features": [{"name": "p", "type": "DOUBLE"}]},
              {"name": "everywhere", "entities": [], "features": [{"name": "rate_of_day", "type": "DOUBLE"}]},
              {"name": "packed", "layout": "Packed", "entities": [{"name": "id", "type": "INT64"}],
               "features": [{"name": "a", "type": "DOUBLE"}, {"name": "b", "type": "STRING"}, {"name": "c", "type": "INT64_LIST"}]},
              {"name": "hidden", "expired": "Null", "ttl": "1h", "entities": [{"name": "id", "type": "INT64"}],
               "features": [{"name": "h", "type": "INT64"}]}],
            "services": [{"name": "svc", "features": ["stats:rate", "other:trips"]}, {"name": "both", "features": ["stats:rate", "pair:p"]}]
            """;
    private static FeatureServerFixture server;

    @BeforeAll
    static void start() throws Exception {
        server = new FeatureServerFixture(VIEWS);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void what_was_pushed_is_served_with_its_time() throws Exception {
        String time = now();
        push(
                "stats",
                "{'id':[1,2],'event_timestamp':['" + time + "','" + time + "'],'rate':[0.1,null],'trips':[20,-1],"
                        + "'tag':['zo\u00eb',null],'emb':[[3,4.5],[]],'seen':['2026-01-02T00:00:00Z',1767312000],'score':[1e-7,2]}");

        JsonObject answer = get(
                "{'features':['stats:rate','stats:trips','stats:tag','stats:emb','stats:seen','stats:score'],'entities':{'id':[1,2,1,99]}}");

        assertThat(answer.getJsonObject("metadata").getJsonArray("feature_names"))
                .isEqualTo(new JsonArray("[\"id\",\"rate\",\"trips\",\"tag\",\"emb\",\"seen\",\"score\"]"));
        assertThat(column(answer, 0)).isEqualTo(json("[1,2,1,99]"));
        assertThat(column(answer, 1)).isEqualTo(json("[0.10000000149011612,null,0.10000000149011612,null]"));
        assertThat(statuses(answer, 1)).isEqualTo(json("['PRESENT','NULL_VALUE','PRESENT','NOT_FOUND']"));
        assertThat(column(answer, 2)).isEqualTo(json("[20,-1,20,null]"));
        assertThat(column(answer, 3)).isEqualTo(json("['zo\u00eb',null,'zo\u00eb',null]"));
        assertThat(column(answer, 4)).isEqualTo(json("[[3.0,4.5],[],[3.0,4.5],null]"));
        assertThat(column(answer, 5)).isEqualTo(json("[1767312000,1767312000,1767312000,null]"));
        assertThat(column(answer, 6)).isEqualTo(json("[1e-7,2.0,1e-7,null]"));
        assertThat(times(answer, 6))
                .isEqualTo(json("['" + time + "','" + time + "','" + time + "','1970-01-01T00:00:00Z']"));
    }

    @Test
    void an_older_row_never_replaces_a_newer_one_and_a_correction_does() throws Exception {
        push("other", "{'id':[50],'event_timestamp':['2026-01-02T00:00:00.5Z'],'trips':[2]}");
        push("other", "{'id':[50],'event_timestamp':['2026-01-02T00:00:00.4Z'],'trips':[1]}");
        assertThat(value("other:trips", 50)).isEqualTo(2);
        push("other", "{'id':[50],'event_timestamp':['2026-01-02T00:00:00.5Z'],'trips':[3]}");
        assertThat(value("other:trips", 50)).isEqualTo(3);
        push("other", "{'id':[51,51,51],'event_timestamp':['1969-01-02','1960-01-02','1969-01-01'],'trips':[1,2,3]}");
        assertThat(value("other:trips", 51)).isEqualTo(1);
        push("other", "{'id':[51],'event_timestamp':['1970-01-01'],'trips':[4]}");
        assertThat(value("other:trips", 51)).isEqualTo(4);
    }

    @Test
    void a_row_older_than_its_ttl_says_so() throws Exception {
        String old = Instant.now()
                .minus(61, ChronoUnit.MINUTES)
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
        String young = Instant.now()
                .minus(59, ChronoUnit.MINUTES)
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
        push("hidden", "{'id':[1,2],'event_timestamp':['" + old + "','" + young + "'],'h':[7,8]}");
        push(
                "stats",
                "{'id':[70],'event_timestamp':['" + old
                        + "'],'rate':[0.5],'trips':[1],'tag':['t'],'emb':[[]],'seen':[null],'score':[0]}");

        JsonObject hidden = get("{'features':['hidden:h'],'entities':{'id':[1,2]}}");
        assertThat(column(hidden, 1)).isEqualTo(json("[null,8]"));
        assertThat(statuses(hidden, 1)).isEqualTo(json("['OUTSIDE_MAX_AGE','PRESENT']"));
        JsonObject told = get("{'features':['stats:rate'],'entities':{'id':[70]}}");
        assertThat(column(told, 1)).isEqualTo(json("[0.5]"));
        assertThat(statuses(told, 1)).isEqualTo(json("['OUTSIDE_MAX_AGE']"));
    }

    @Test
    void a_packed_row_reads_like_any_other() throws Exception {
        push(
                "packed",
                "{'id':[1,2],'event_timestamp':['2026-01-02','2026-01-03'],'a':[1.5,null],'b':['x','y'],'c':[[1,-2],null]}");
        push("packed", "{'id':[2],'event_timestamp':['2026-01-02'],'a':[9],'b':['old'],'c':[[]]}");
        JsonObject answer = get("{'features':['packed:c','packed:a','packed:b'],'entities':{'id':[1,2,3]}}");
        assertThat(column(answer, 1)).isEqualTo(json("[[1,-2],null,null]"));
        assertThat(column(answer, 2)).isEqualTo(json("[1.5,null,null]"));
        assertThat(column(answer, 3)).isEqualTo(json("['x','y',null]"));
        assertThat(statuses(answer, 2)).isEqualTo(json("['PRESENT','NULL_VALUE','NOT_FOUND']"));
        assertThat(times(answer, 3))
                .isEqualTo(json("['2026-01-02T00:00:00Z','2026-01-03T00:00:00Z','1970-01-01T00:00:00Z']"));
    }

    @Test
    void composite_keys_and_views_without_entities_have_their_own_rows() throws Exception {
        push("pair", "{'Mid':['m1','2'],'id':[1,11],'event_timestamp':['2026-01-02','2026-01-02'],'p':[100,200]}");
        push("everywhere", "{'event_timestamp':['2026-01-02'],'rate_of_day':[0.25]}");
        JsonObject pair = get("{'features':['pair:p'],'entities':{'id':[1,11,1],'Mid':['m1','2','12']}}");
        assertThat(column(pair, 2)).isEqualTo(json("[100.0,200.0,null]"));
        assertThat(column(get("{'features':['everywhere:rate_of_day'],'entities':{}}"), 0))
                .isEqualTo(json("[0.25]"));
        JsonObject mixed =
                get("{'features':['everywhere:rate_of_day','pair:p'],'entities':{'id':[1,5],'Mid':['m1','x']}}");
        assertThat(column(mixed, 2)).isEqualTo(json("[0.25,0.25]"));
        JsonObject service = get("{'feature_service':'both','entities':{'id':[1]}}");
        assertThat(statuses(service, 2)).isEqualTo(json("['NOT_FOUND']"));
    }

    @Test
    void a_batch_of_a_thousand_keeps_its_order() throws Exception {
        StringBuilder ids = new StringBuilder();
        StringBuilder trips = new StringBuilder();
        StringBuilder times = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            ids.append(i == 0 ? "" : ",").append(100_000 + (i * 7919) % 1000);
            trips.append(i == 0 ? "" : ",").append((i * 7919) % 1000);
            times.append(i == 0 ? "" : ",").append("'2026-01-02'");
        }
        push("other", "{'id':[" + ids + "],'event_timestamp':[" + times + "],'trips':[" + trips + "]}");
        JsonObject answer = get("{'features':['other:trips'],'entities':{'id':[" + ids + "]}}");
        assertThat(column(answer, 1)).isEqualTo(json("[" + trips + "]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404|{'features':['nope:x'],'entities':{'id':[1]}}|404|\"{\\\"module\\\": \\\"feast.errors\\\", \\\"class\\\": \\\"FeatureViewNotFoundException\\\", \\\"message\\\": \\\"Feature view nope does not exist in project demo\\\"}\"",
                "404|{'feature_service':'nope','entities':{'id':[1]}}|404|FeatureServiceNotFoundException",
                "400|{'features':['stats:zzz'],'entities':{'id':[1]}}|500|\"'Feature zzz not found in projection stats'\"",
                "400|{'features':['nocolon'],'entities':{'id':[1]}}|500|\"Invalid feature reference 'nocolon'.",
                "400|{'entities':{'id':[1]}}|500|\"No features specified for retrieval\"",
                "422|{'features':['stats:rate']}|422|{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"entities\"]",
                "422|nonsense|422|{\"detail\":[{\"type\":\"json_invalid\"",
                "422||422|{\"detail\":[",
                "400|{'features':['stats:rate'],'entities':{}}|500|\"'pop from an empty set'\"",
                "400|{'features':['stats:rate'],'entities':{'idd':[1]}}|500|Missing join key values for keys: ['id']",
                "400|{'features':['pair:p'],'entities':{'id':[1,2],'Mid':['a']}}|500|\"All entity rows must have the same columns.\"",
                "400|{'features':['stats:trips','other:trips'],'entities':{'id':[1]}}|500|FeatureNameCollisionError",
                "400|{'features':['stats:rate'],'entities':{'id':[null]}}|500|\"attribute name must be string, not 'NoneType'\"",
                "400|{'features':['stats:rate'],'entities':{'id':[2.5]}}|500|2.5 is not a whole number",
                "422|{'features':'x','entities':{'id':1}}|422|",
                "400|{'features':['stats:rate'],'entities':{'id':[9223372036854775808]}}|500|"
            })
    void mistakes_have_clear_answers_in_our_words_and_in_feasts(String line) throws Exception {
        String[] parts = line.split("\\|", 4);
        HttpResponse<String> ours = server.post("/get-online-features", parts[1]);
        assertThat(ours.statusCode()).as(ours.body()).isEqualTo(Integer.parseInt(parts[0]));
        assertThat(ours.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(new JsonObject(ours.body()).getString("detail")).isNotBlank();
        HttpResponse<String> feasts = server.post("/get-online-features", parts[1], "X-Feast-Compat", "1");
        assertThat(feasts.statusCode()).isEqualTo(Integer.parseInt(parts[2]));
        assertThat(feasts.body()).contains(parts[3]);
    }

    @Test
    void a_push_that_cannot_be_written_whole_writes_nothing() throws Exception {
        assertThat(server.post("/push", "{'push_source_name':'nope','df':{}}").statusCode())
                .isEqualTo(422);
        HttpResponse<String> missing = server.post(
                "/write-to-online-store",
                "{'feature_view_name':'pair','df':{'id':[900],'event_timestamp':['2026-01-02'],'p':[1]}}");
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(missing.body()).contains("[Mid]");
        HttpResponse<String> wrong = server.post(
                "/write-to-online-store",
                "{'feature_view_name':'other','df':{'id':[900,901],'event_timestamp':['2026-01-02','2026-01-02'],'trips':[1,1.5]}}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Row 1 of feature 'trips' (INT64): 1.5 is not a whole number");
        assertThat(value("other:trips", 900)).isNull();
        assertThat(server.post("/write-to-online-store", "{'feature_view_name':'nope','df':{}}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void full_names_have_their_view_before_them() throws Exception {
        JsonObject answer = get("{'feature_service':'svc','full_feature_names':true,'entities':{'id':[1]}}");
        assertThat(answer.getJsonObject("metadata").getJsonArray("feature_names"))
                .isEqualTo(new JsonArray("[\"id\",\"stats__rate\",\"other__trips\"]"));
    }

    @Test
    void other_paths_and_methods_are_refused() throws Exception {
        assertThat(server.get("/get-online-features").statusCode()).isEqualTo(405);
        assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static void push(String view, String frame) throws Exception {
        HttpResponse<String> answer =
                server.post("/write-to-online-store", "{'feature_view_name':'" + view + "','df':" + frame + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("null");
    }

    private static JsonObject get(String body) throws Exception {
        HttpResponse<String> answer = server.post("/get-online-features", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static Object value(String feature, int id) throws Exception {
        return column(get("{'features':['" + feature + "'],'entities':{'id':[" + id + "]}}"), 1)
                .getValue(0);
    }

    private static JsonArray column(JsonObject answer, int index) {
        return answer.getJsonArray("results").getJsonObject(index).getJsonArray("values");
    }

    private static JsonArray statuses(JsonObject answer, int index) {
        return answer.getJsonArray("results").getJsonObject(index).getJsonArray("statuses");
    }

    private static JsonArray times(JsonObject answer, int index) {
        return answer.getJsonArray("results").getJsonObject(index).getJsonArray("event_timestamps");
    }

    private static JsonArray json(String text) {
        return new JsonArray(text.replace('\'', '"'));
    }
}
