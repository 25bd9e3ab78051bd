package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnEndpointsTest {
    @TempDir
    Path folder;

    @Test
    void aQuestionIsAskedOfTheProtocolThatItsBodyHas() throws Exception {
        try (Target server = Target.answering("{\"predictions\":[1]}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            HttpResponse<String> v1 = router.post(
                    "/api/v1/inference", "{\"model\":\"m\",\"instances\":[[1.50]],\"options\":{\"deadlineMs\":900}}");
            assertThat(v1.body()).isEqualTo("{\"predictions\":[1]}");
            Target.Request got = Objects.requireNonNull(server.last);
            assertThat(got.line()).isEqualTo("POST /v1/models/m:predict HTTP/1.1");
            assertThat(got.text()).isEqualTo("{\"instances\":[[1.50]]}");
            assertThat(Integer.parseInt(Objects.requireNonNull(got.headers().get("x-deadline-ms"))))
                    .isLessThanOrEqualTo(900);
            router.post(
                    "/api/v1/inference",
                    "{\"model\":\"m\",\"inputs\":[{\"name\":\"x\",\"data\":[null,12345678901234567890]}]}");
            assertThat(Objects.requireNonNull(server.last).line()).isEqualTo("POST /v2/models/m/infer HTTP/1.1");
            assertThat(Objects.requireNonNull(server.last).text())
                    .isEqualTo("{\"inputs\":[{\"name\":\"x\",\"data\":[null,12345678901234567890]}]}");
        }
    }

    @Test
    void aQuestionThatIsNoneIsRefusedWithWhatToDo() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            assertThat(router.post("/api/v1/inference", "{\"instances\":[]}").body())
                    .contains("Name the model");
            assertThat(router.post("/api/v1/inference", "{\"model\":\"m\"}").body())
                    .contains("either instances or inputs");
            assertThat(router.post("/api/v1/inference", "{\"model\":\"../x\",\"instances\":[]}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(router.post("/api/v1/inference", "nonsense").statusCode())
                    .isEqualTo(400);
            assertThat(router.get("/api/v1/inference").statusCode()).isEqualTo(405);
            assertThat(server.served).hasValue(0);
        }
    }

    @Test
    void eachItemOfABatchHasAStatusOfItsOwnInOrder() throws Exception {
        try (Target server = new Target(request -> request.text().contains("13")
                        ? new Target.Answer(400, "application/json", "{\"error\":\"unlucky\"}", Map.of(), false)
                        : Target.Answer.json(
                                "{\"predictions\":" + request.text().replaceAll("[^0-9]", "") + "}"));
                TestRouter router =
                        new TestRouter(folder, "{\"cache\":{},\"targets\":[" + target("main", server) + "]}")) {
            HttpResponse<String> answer = router.post(
                    "/api/v1/inference/batch",
                    "{\"model\":\"m\",\"items\":[{\"id\":\"a\",\"instances\":[7]},{\"id\":\"b\",\"instances\":[13]},{\"inputs\":[],\"instances\":[]},{\"instances\":[8]}]}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .startsWith(
                            "{\"items\":[{\"id\":\"a\",\"status\":200,\"output\":{\"predictions\":7},\"target\":\"main\",\"cache\":\"miss\"},"
                                    + "{\"id\":\"b\",\"status\":400,\"output\":{\"error\":\"unlucky\"},\"target\":\"main\",\"cache\":\"miss\"},{\"status\":400,\"output\":{")
                    .contains("The body must have either instances or inputs.")
                    .endsWith(
                            ",{\"status\":200,\"output\":{\"predictions\":8},\"target\":\"main\",\"cache\":\"miss\"}]}");
            assertThat(router.post("/api/v1/inference/batch", "{\"model\":\"m\",\"items\":[{\"instances\":[7]}]}")
                            .body())
                    .contains("\"cache\":\"hit\"");
            assertThat(router.post("/api/v1/inference/batch", "{\"items\":[]}").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void equalItemsOfABatchAreOneQuestion() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Target server =
                        new Target(request -> Target.Answer.json("{\"predictions\":" + calls.incrementAndGet() + "}"));
                TestRouter router =
                        new TestRouter(folder, "{\"cache\":{},\"targets\":[" + target("main", server) + "]}")) {
            StringBuilder items = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                items.append(i == 0 ? "" : ",")
                        .append("{\"instances\":[")
                        .append(i % 5)
                        .append("]}");
            }
            HttpResponse<String> answer =
                    router.post("/api/v1/inference/batch", "{\"model\":\"m\",\"items\":[" + items + "]}");
            assertThat(answer.body().split("\"status\":200", -1)).hasSize(501);
            assertThat(calls).hasValue(5);
        }
    }

    @Test
    void copiesGoToTheShadowAndTheirAnswersAreCompared() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1.0,2.0],\"model_name\":\"a\"}");
                Target shadow = Target.answering("{\"predictions\":[1.001,2.5],\"model_name\":\"b\"}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"targets\":[" + target("main", main) + "," + target("v8", shadow)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"shadow\":[{\"target\":\"v8\",\"compare\":{\"tolerance\":0.01}}]}]}")) {
            for (int i = 0; i < 10; i++) {
                assertThat(router.predict().body()).contains("[1.0,2.0]");
            }
            await(() -> router.metrics()
                    .contains("slipway_router_shadow_compared_total{route=\"default/route\",target=\"v8\"} 10.0"));
            assertThat(router.metrics())
                    .contains("slipway_router_shadow_differed_total{route=\"default/route\",target=\"v8\"} 10.0")
                    .contains("target=\"v8\",path=\"/predictions/*\"} 10.0")
                    .contains("slipway_router_shadow_largest_difference{route=\"default/route\",target=\"v8\"} 0.5");
        }
    }

    @Test
    void aShadowThatDoesNotAnswerDelaysNobody() throws Exception {
        try (Target main = Target.answering("{}");
                Target shadow = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"10s\",\"targets\":[" + target("main", main) + "," + target("v8", shadow)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"shadow\":[{\"target\":\"v8\"}]}]}")) {
            shadow.mode = Target.Mode.SILENT;
            for (int i = 0; i < 200; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(main.served).hasValue(200);
            assertThat(shadow.open.get()).isBetween(1, 64);
        }
    }

    private static final String FEAST =
            "{\"metadata\":{\"feature_names\":[\"customer_id\",\"orders_30d\",\"spend\"]},\"results\":["
                    + "{\"values\":[7],\"statuses\":[\"PRESENT\"]},{\"values\":[3],\"statuses\":[\"PRESENT\"]},{\"values\":[1.5],\"statuses\":[\"OUTSIDE_MAX_AGE\"]}]}";

    private static String enriched(Target main, Target features, String more) {
        return "{\"targets\":[" + target("main", main) + "],\"enrich\":[{\"url\":\"http://" + features.address()
                + "\",\"refs\":[\"customer:orders_30d\",\"customer:spend\"],\"entityPointer\":\"/entity/customer_id\",\"budget\":\"2s\""
                + more + "}],\"deadline\":\"20s\"}";
    }

    @Test
    void featuresAreAddedToInstancesAndInputs() throws Exception {
        try (Target main = Target.answering("{}");
                Target features = Target.answering(FEAST);
                TestRouter router = new TestRouter(folder, enriched(main, features, ""))) {
            router.post(
                    "/v1/models/m:predict",
                    "{\"instances\":[{\"amount\":1},{\"orders_30d\":9}],\"entity\":{\"customer_id\":7}}");
            assertThat(Objects.requireNonNull(main.last).text())
                    .isEqualTo(
                            "{\"instances\":[{\"orders_30d\":3,\"spend\":null,\"amount\":1},{\"orders_30d\":9,\"spend\":null}]}");
            assertThat(Objects.requireNonNull(features.last).line()).isEqualTo("POST /get-online-features HTTP/1.1");
            assertThat(Objects.requireNonNull(features.last).text())
                    .isEqualTo(
                            "{\"features\":[\"customer:orders_30d\",\"customer:spend\"],\"entities\":{\"customer_id\":[7]}}");
            router.post("/v2/models/m/infer", "{\"inputs\":[],\"entity\":{\"customer_id\":\"x\"}}");
            assertThat(Objects.requireNonNull(main.last).text())
                    .contains("{\"name\":\"orders_30d\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[3]}");
        }
    }

    @Test
    void aFeatureServerThatIsAwayCostsFeaturesOrTheRequestAsTheDocumentSays() throws Exception {
        try (Target main = Target.answering("{}");
                Target features = Target.answering(FEAST);
                TestRouter router = new TestRouter(folder, enriched(main, features, ",\"onMissing\":\"Default\""))) {
            features.kill();
            String question = "{\"instances\":[{}],\"entity\":{\"customer_id\":7}}";
            assertThat(router.post("/v1/models/m:predict", question).statusCode())
                    .isEqualTo(200);
            assertThat(Objects.requireNonNull(main.last).text())
                    .isEqualTo("{\"instances\":[{\"orders_30d\":null,\"spend\":null}]}");
            router.document(enriched(main, features, ",\"onMissing\":\"Fail\""));
            HttpResponse<String> refused = router.post("/v1/models/m:predict", question);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("FeaturesMissing");
        }
    }
}
