package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.memory.ByteBudget;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that say whom they are about, completed with features. */
@Timeout(60)
class EntityRequestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] IRIS = {"plants:a", "plants:b", "soil:c", "soil:d"};

    private PlayedFeatureServer features;

    @BeforeEach
    void begin() throws Exception {
        features = new PlayedFeatureServer();
        flower(1, 5.1, 3.5, 1.4, 0.2);
        flower(2, 6.0, 2.9, 4.5, 1.5);
    }

    @AfterEach
    void end() {
        features.close();
    }

    private void flower(int id, double... values) {
        for (int i = 0; i < values.length; i++) {
            features.cell(IRIS[i], id, values[i]);
        }
    }

    private ServerFixture iris() throws Exception {
        return ServerFixture.completing("iris", features.features(PATIENCE, IRIS));
    }

    @Test
    void every_protocol_answers_about_an_entity_as_about_its_features() throws Exception {
        try (ServerFixture server = iris()) {
            String rows = "[[5.1,3.5,1.4,0.2],[6.0,2.9,4.5,1.5]]";
            assertSame(
                    server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":[1,2]}}"),
                    server.post("/v1/models/iris:predict", "{\"instances\":" + rows + "}"));
            assertSame(
                    server.post("/v2/models/iris/infer", "{\"id\":\"7\",\"entity\":{\"id\":[1,2]}}"),
                    server.post(
                            "/v2/models/iris/infer",
                            "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"shape\":[2,4],\"datatype\":\"FP32\",\"data\":"
                                    + rows + "}]}"));
            assertSame(
                    server.post("/predict", "{\"entity\":{\"id\":2}}"),
                    server.post("/predict", "{\"features\":[6.0,2.9,4.5,1.5]}"));
            assertSame(
                    server.post("/batch_predict", "{\"entity\":{\"id\":[2,1]}}"),
                    server.post("/batch_predict", "{\"instances\":[[6.0,2.9,4.5,1.5],[5.1,3.5,1.4,0.2]]}"));
            assertThat(features.questions.getFirst())
                    .isEqualTo(new JsonObject("{\"features\":[\"plants:a\",\"plants:b\",\"soil:c\",\"soil:d\"],"
                            + "\"entities\":{\"id\":[1,2]}}"));
        }
    }

    @Test
    void a_large_body_that_names_an_entity_has_room_for_what_is_read_of_it_or_is_refused() throws Exception {
        ByteBudget bodies = new ByteBudget(4 << 20, 4 << 20);
        RequestMemory memory = new RequestMemory(bodies, ByteBudget.unbounded(), ByteBudget.unbounded());
        try (ServerFixture server = ServerFixture.completing("iris", features.features(PATIENCE, IRIS), memory)) {
            String own = "{\"entity\":{\"id\":1},\"instances\":[{\"c\":4.5}],\"more\":[1%s]}";
            HttpResponse<String> large = server.post("/v1/models/iris:predict", own.formatted(",1".repeat(100_000)));
            assertThat(large.statusCode()).isEqualTo(429);
            assertThat(large.body()).contains("a body of 2000", "names an entity");
            assertThat(server.post("/v1/models/iris:predict", own.formatted(",1".repeat(40_000)))
                            .statusCode())
                    .isEqualTo(200);
            while (bodies.used() != 0) {
                Thread.sleep(5);
            }
        }
    }

    @Test
    void values_of_its_own_go_before_features_and_whole_rows_need_none() throws Exception {
        try (ServerFixture server = iris()) {
            assertSame(
                    server.post(
                            "/v1/models/iris:predict",
                            "{\"entity\":{\"id\":1},\"instances\":[{\"c\":4.5},{\"d\":1.5}]}"),
                    server.post("/v1/models/iris:predict", "{\"instances\":[[5.1,3.5,4.5,0.2],[5.1,3.5,1.4,1.5]]}"));
            assertSame(
                    server.post(
                            "/v2/models/iris/infer",
                            "{\"id\":\"7\",\"entity\":{\"id\":1},\"inputs\":[{\"name\":\"c\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[4.5]}]}"),
                    server.post(
                            "/v2/models/iris/infer",
                            "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,4.5,0.2]}]}"));
            int asked = features.questions.size();
            assertThat(server.post(
                                    "/v1/models/iris:predict",
                                    "{\"entity\":{\"id\":1},\"instances\":[{\"a\":1,\"b\":2,\"c\":3,\"d\":4}]}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(features.questions).hasSize(asked);
        }
    }

    @Test
    void a_feature_that_is_missing_or_too_old_is_nan_and_a_default_is_a_value() throws Exception {
        try (ServerFixture server = iris()) {
            features.statuses.put("plants:a 1", "OUTSIDE_MAX_AGE");
            HttpResponse<String> stale = server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":1}}");
            assertThat(stale.statusCode())
                    .as("NaN in, NaN out, which JSON cannot say")
                    .isEqualTo(400);
            assertThat(stale.body()).containsIgnoringCase("nan");
            features.statuses.put("plants:a 1", "NOT_FOUND");
            assertThat(server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":1}}")
                            .statusCode())
                    .as("the default of a feature of an entity that is not there")
                    .isEqualTo(200);
        }
    }

    @Test
    void an_input_without_nan_says_which_feature_of_whom_is_missing() throws Exception {
        try (ServerFixture server =
                ServerFixture.completing("multi_input", features.features(PATIENCE, "p:age", "p:income"))) {
            features.cell("p:age", 5, 40);
            features.cell("p:income", 5, 1000.5);
            assertSame(
                    server.post("/v1/models/multi_input:predict", "{\"entity\":{\"id\":5}}"),
                    server.post("/v1/models/multi_input:predict", "{\"instances\":[{\"age\":40,\"income\":1000.5}]}"));
            HttpResponse<String> answer = server.post("/v1/models/multi_input:predict", "{\"entity\":{\"id\":6}}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("p:age has no value for id 6").contains("give the feature a default");
        }
    }

    @Test
    void wrong_entities_are_refused_by_name_and_harm_nobody_who_asks_beside_them() throws Exception {
        try (ServerFixture server = iris()) {
            assertRefused(server, "{\"entity\":7}", "must be an object with a value or a list of values for id");
            assertRefused(server, "{\"entity\":{\"id\":1,\"x\":2}}", "unknown key 'x'; it takes id");
            assertRefused(server, "{\"entity\":{}}", "no value for 'id'");
            assertRefused(server, "{\"entity\":{\"id\":[null]}}", "must hold strings or numbers");
            assertRefused(server, "{\"entity\":{\"id\":[1,2]},\"instances\":[{}]}", "2 values and 'instances' 1 rows");
            assertRefused(
                    server, "{\"entity\":{\"id\":1},\"instances\":[[1,2,3,4]]}", "instances[0] must be an object");
            assertRefused(server, "{\"entity\":{\"id\":\"x\"}}", "is no INT64");

            features.gate = new CountDownLatch(1);
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String id = i == 7 ? "\"x\"" : String.valueOf(1 + i % 2);
                all.add(server.postAsync("/v1/models/iris:predict", "{\"entity\":{\"id\":" + id + "}}"));
            }
            while (server.metrics.inFlight() < 12) {
                Thread.sleep(5);
            }
            int before = features.questions.size();
            features.gate.countDown();
            for (int i = 0; i < 12; i++) {
                assertThat(all.get(i).get().statusCode()).isEqualTo(i == 7 ? 400 : 200);
            }
            assertThat(before)
                    .as("questions for 12 requests, while two were on their way")
                    .isLessThan(12);
        }
    }

    @Test
    void a_feature_server_that_is_late_or_gone_fails_the_request_and_says_so() throws Exception {
        FeaturesConfig hasty = features.features(Duration.ofMillis(50), IRIS);
        try (ServerFixture server = ServerFixture.completing("iris", hasty)) {
            features.gate = new CountDownLatch(1);
            HttpResponse<String> late = server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":1}}");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).contains("did not answer within 50 ms");
            features.gate.countDown();
        }
        try (ServerFixture server = iris()) {
            features.statuses.put("soil:c 1", "INVALID");
            HttpResponse<String> lost = server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":1}}");
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.body()).contains("soil:c of id 1 cannot be read");
            features.close();
            HttpResponse<String> gone = server.post("/v1/models/iris:predict", "{\"entity\":{\"id\":2}}");
            assertThat(gone.statusCode()).isEqualTo(503);
            assertThat(gone.headers().firstValue("retry-after")).contains("1");
            assertThat(gone.body()).contains("The feature server http://127.0.0.1");
            assertThat(server.get("/metrics").body()).contains("ml_feature_failures_total{model=\"iris\"} 2.0");
        }
    }

    @Test
    void a_feature_that_the_model_has_no_place_for_ends_the_start() {
        FeaturesConfig five = features.features(PATIENCE, "p:a", "p:b", "p:c", "p:d", "p:e");
        assertThatThrownBy(() -> ServerFixture.completing("iris", five))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The feature p:a is no column and no input of the model");
    }

    private static void assertSame(HttpResponse<String> completed, HttpResponse<String> plain) {
        assertThat(completed.body()).isEqualTo(plain.body());
        assertThat(completed.statusCode()).isEqualTo(200);
    }

    private static void assertRefused(ServerFixture server, String body, String words) throws Exception {
        HttpResponse<String> answer = server.post("/v1/models/iris:predict", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).encode().replace("\\\"", "\"")).contains(words);
    }
}
