package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.config.ServingConfig.Golden;
import dev.slipway.modelserver.convert.ModelFormat;
import dev.slipway.modelserver.convert.TreeShap;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
    private static final Path IRIS = TestModels.path("iris");
    private static final Path TREES = Path.of("src/test/resources/models/trees");

    @Test
    void occlusion_of_a_row_is_what_the_class_loses_without_each_feature() throws Exception {
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            Map<String, Object> answer =
                    json(server.post("/v1/models/m:explain", "{\"instances\":[[6.3,3.3,6.0,2.5],[5.1,3.5,1.4,0.2]]}"));
            Map<String, Object> first = map(list(answer.get("explanations")).getFirst());
            int column = (int) number(first.get("column"));

            assertThat(list(answer.get("explanations"))).hasSize(2);
            assertThat(first).containsEntry("method", "Occlusion").containsEntry("output", "probabilities");
            double fall =
                    probability(server, "[6.3,3.3,6.0,2.5]", column) - probability(server, "[6.3,3.3,0,2.5]", column);
            assertThat(number(map(first.get("feature_importance")).get("x[2]"))).isCloseTo(fall, within(1e-6));
            assertThat(list(answer.get("predictions")))
                    .isEqualTo(list(json(server.post(
                                    "/v1/models/m:predict", "{\"instances\":[[6.3,3.3,6.0,2.5],[5.1,3.5,1.4,0.2]]}"))
                            .get("predictions")));
        }
    }

    @Test
    void a_feature_is_replaced_by_its_mean_over_the_golden_requests_where_that_is_the_baseline(@TempDir Path golden)
            throws Exception {
        Files.writeString(
                golden.resolve("a.request.json"),
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6,6,8]}]}");
        Files.writeString(
                golden.resolve("b.request.json"),
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[0,0,6,0]}]}");
        Explain explain = new Explain(ExplainMethod.Occlusion, Baseline.Mean, List.of());
        try (ServerFixture server = ServerFixture.of(IRIS, explain, Optional.of(new Golden(golden.toString(), 1e-5)))) {
            Map<String, Object> first =
                    map(list(json(server.post("/v1/models/m:explain", "{\"instances\":[[6.3,3.3,6.0,2.5]]}"))
                                    .get("explanations"))
                            .getFirst());
            int column = (int) number(first.get("column"));
            double fall =
                    probability(server, "[6.3,3.3,6.0,2.5]", column) - probability(server, "[6.3,3.3,5.0,2.5]", column);

            assertThat(number(map(first.get("feature_importance")).get("x[2]"))).isCloseTo(fall, within(1e-6));
        }
    }

    @Test
    void a_v2_answer_has_the_explanations_of_v1_as_one_more_tensor() throws Exception {
        String rows = "[6.3,3.3,6.0,2.5,5.1,3.5,1.4,0.2]";
        String request = "{\"parameters\":{\"explain\":true%s},\"outputs\":[{\"name\":\"label\"}],\"inputs\":"
                + "[{\"name\":\"x\",\"shape\":[2,4],\"datatype\":\"FP32\",\"data\":" + rows + "}]}";
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            List<Object> v1 = list(
                    json(server.post("/v1/models/m:explain", "{\"instances\":[[6.3,3.3,6.0,2.5],[5.1,3.5,1.4,0.2]]}"))
                            .get("explanations"));

            List<Object> outputs = list(json(server.post("/v2/models/m/infer", request.formatted("")))
                    .get("outputs"));

            assertThat(outputs.stream().map(output -> map(output).get("name"))).containsExactly("label", "explanation");
            assertThat(map(outputs.getLast()))
                    .containsEntry("datatype", "BYTES")
                    .containsEntry("shape", List.of(2L));
            for (int row = 0; row < 2; row++) {
                String text = (String) list(map(outputs.getLast()).get("data")).get(row);
                assertThat(JsonDocument.read(text.getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(v1.get(row));
            }
            assertThat(server.post("/v2/models/m/infer", request.formatted(",\"binary_data_output\":true"))
                            .body())
                    .contains("{\"name\":\"explanation\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\"")
                    .contains("feature_importance");
        }
        try (ServerFixture plain = ServerFixture.of("iris")) {
            assertThat(plain.post("/v2/models/iris/infer", request.formatted(""))
                            .statusCode())
                    .isEqualTo(501);
        }
    }

    @Test
    void the_plain_form_explains_where_it_is_asked_to() throws Exception {
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            Map<String, Object> one =
                    json(server.post("/predict", "{\"features\":[6.3,3.3,6.0,2.5],\"feature_importance\":true}"));
            assertThat(one).containsKeys("prediction", "confidence", "model_name");
            assertThat(map(one.get("feature_importance"))).containsOnlyKeys("x[0]", "x[1]", "x[2]", "x[3]");
            assertThat(map(one.get("explanation"))).containsEntry("method", "Occlusion");

            Map<String, Object> many = json(server.post(
                    "/batch_predict",
                    "{\"feature_importance\":true,\"instances\":[[6.3,3.3,6.0,2.5],[5.1,3.5,1.4,0.2]]}"));
            assertThat(list(many.get("predictions")))
                    .hasSize(2)
                    .allSatisfy(row -> assertThat(map(row)).containsKeys("prediction", "feature_importance"));
            assertThat(map(list(many.get("predictions")).getFirst()).get("feature_importance"))
                    .isEqualTo(one.get("feature_importance"));

            assertThat(server.post("/predict", "{\"features\":[6.3,3.3,6.0,2.5]}")
                            .body())
                    .doesNotContain("feature_importance");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xgboost.json", "xgboost.ubj", "lightgbm.txt"})
    void shapley_values_over_http_are_the_exact_ones_and_add_up(String name) throws Exception {
        byte[] file = Files.readAllBytes(TREES.resolve(name));
        double[] exact =
                TreeShap.of(ModelFormat.detect(file).orElseThrow(), file).contributions(new double[] {1, 3, 4});
        try (ServerFixture server = ServerFixture.of(TREES.resolve(name), explain(ExplainMethod.Shapley))) {
            for (String row : List.of("[1,3,4]", "{\"kind\":4,\"width\":3,\"length\":1}")) {
                Map<String, Object> answer = json(server.post("/v1/models/m:explain", "{\"instances\":[" + row + "]}"));
                Map<String, Object> explained =
                        map(list(answer.get("explanations")).getFirst());
                Map<String, Object> values = map(explained.get("feature_importance"));
                double sum = number(explained.get("base"))
                        + values.values().stream()
                                .mapToDouble(ExplainTest::number)
                                .sum();

                assertThat(explained).containsEntry("method", "Shapley").containsEntry("output", "predict");
                assertThat(values.keySet()).containsExactly("length", "width", "kind");
                assertThat(number(values.get("width"))).isEqualTo(exact[1]);
                assertThat(sum).isCloseTo(Arrays.stream(exact).sum(), within(1e-12));
                assertThat(1 / (1 + Math.exp(-sum)))
                        .isCloseTo(number(list(answer.get("predictions")).getFirst()), within(1e-6));
            }
        }
    }

    @Test
    void cloud_events_are_explained_too() throws Exception {
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            HttpResponse<String> response = server.send(server.request("/v1/models/m:explain")
                    .header("ce-id", "1")
                    .header("ce-source", "here")
                    .header("ce-type", "t")
                    .header("ce-specversion", "1.0")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"instances\":[[6.3,3.3,6.0,2.5]]}"))
                    .build());
            assertThat(response.body()).contains("\"explanations\"");
            assertThat(response.headers().firstValue("ce-type")).contains("io.kserve.inference.response");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/m:explain | {\"instances\":[[1,2]]} | 400 | shape [1, 2]",
                "/v1/models/m:explain | {\"instances\":[]} | 400 | is empty",
                "/predict | {\"features\":[1,2,3,4],\"feature_importance\":\"yes\"} | 400 | must be true or false",
            })
    void a_wrong_request_gets_one_sentence(String path, String body, int status, String message) throws Exception {
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            HttpResponse<String> response = server.post(path, body);
            assertThat(response.body()).contains(message);
            assertThat(response.statusCode()).isEqualTo(status);
        }
    }

    @Test
    void more_rows_than_one_request_may_cost_are_refused() throws Exception {
        String rows = "[1,2,3,4],".repeat(16_384) + "[1,2,3,4]";
        try (ServerFixture server = ServerFixture.of(IRIS, explain(ExplainMethod.Occlusion))) {
            HttpResponse<String> response = server.post("/v1/models/m:explain", "{\"instances\":[" + rows + "]}");
            assertThat(response.body()).contains("with 4 features at most 16384 at a time");
            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void what_is_off_is_said_to_be_off() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            HttpResponse<String> v1 = server.post("/v1/models/iris:explain", "{\"instances\":[[1,2,3,4]]}");
            HttpResponse<String> plain =
                    server.post("/predict", "{\"features\":[1,2,3,4],\"feature_importance\":true}");
            assertThat(List.of(v1.statusCode(), plain.statusCode())).containsExactly(501, 501);
            assertThat(v1.body() + plain.body()).contains("Explanations are off");
        }
    }

    @Test
    void a_model_that_cannot_be_explained_so_is_refused_at_load() {
        assertThatThrownBy(() -> ServerFixture.of(IRIS, explain(ExplainMethod.Shapley)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("XGBoost and LightGBM");
        assertThatThrownBy(() ->
                        ServerFixture.of(IRIS, new Explain(ExplainMethod.Occlusion, Baseline.Zero, List.of("petal"))))
                .hasMessageContaining("explain.features has 'petal'; the model has [x[0], x[1], x[2], x[3]]");
    }

    private static Explain explain(ExplainMethod method) {
        return new Explain(method, Baseline.Zero, List.of());
    }

    private static double probability(ServerFixture server, String row, int column) throws Exception {
        Map<String, Object> prediction =
                map(list(json(server.post("/v1/models/m:predict", "{\"instances\":[" + row + "]}"))
                                .get("predictions"))
                        .getFirst());
        return number(list(prediction.get("probabilities")).get(column));
    }

    private static Map<String, Object> json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return map(JsonDocument.read(response.body().getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        return (List<Object>) Objects.requireNonNull(value);
    }

    private static double number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }
}
