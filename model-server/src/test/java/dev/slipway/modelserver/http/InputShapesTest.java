package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shapes that contradict each other, or the bytes that came. */
class InputShapesTest {
    private static ServerFixture people;

    @BeforeAll
    static void start() throws Exception {
        people = ServerFixture.of("multi_input");
    }

    @AfterAll
    static void stop() {
        people.close();
    }

    @Test
    void inputs_that_share_a_dimension_must_have_the_same_size_in_it() throws Exception {
        for (int ages : new int[] {3, 1}) {
            String sentence =
                    "Input 'age' has the shape [%d, 1] and input 'income' the shape [2, 1]; their dimension 'n'"
                                    .formatted(ages)
                            + " must be equal, not %d and 2.".formatted(ages);

            assertRefused(
                    people.post(
                            "/v2/models/multi_input/infer",
                            "{\"inputs\":[{\"name\":\"age\",\"shape\":[%d,1],\"datatype\":\"INT64\",\"data\":%s},"
                                            .formatted(ages, ones(ages))
                                    + "{\"name\":\"income\",\"shape\":[2,1],\"datatype\":\"FP32\",\"data\":[1,1]}]}"),
                    sentence);
            assertRefused(
                    people.post(
                            "/v1/models/multi_input:predict",
                            "{\"inputs\":{\"income\":[[1],[1]],\"age\":%s}}".formatted(ones(ages))),
                    sentence);
        }
    }

    @Test
    void what_onnx_runtime_says_of_a_run_is_told_without_its_functions() {
        assertThatThrownBy(() -> ServerFixture.of("fails_at_run").close())
                .hasMessageContaining("signature: The input tensor cannot be reshaped to the requested shape.");
    }

    @Test
    void a_shape_that_no_memory_can_hold_is_too_large_in_binary_too() throws Exception {
        try (ServerFixture server = ServerFixture.of("dynamic")) {
            String head = "{\"inputs\":[{\"name\":\"x\",\"shape\":[2147483647,2147483647],\"datatype\":\"FP32\","
                    + "\"parameters\":{\"binary_data_size\":16}}]}";
            byte[] body = Arrays.copyOf(head.getBytes(StandardCharsets.UTF_8), head.length() + 16);

            HttpResponse<String> response = server.send(server.request("/v2/models/dynamic/infer")
                    .header("inference-header-content-length", String.valueOf(head.length()))
                    .POST(BodyPublishers.ofByteArray(body))
                    .build());

            assertRefused(response, "Input 'x' has 16 bytes; its shape [2147483647, 2147483647] of FP32 is too large");
        }
    }

    @Test
    void half_a_character_in_a_string_is_refused() throws Exception {
        try (ServerFixture server = ServerFixture.of("strings")) {
            String request =
                    "{\"inputs\":[{\"name\":\"city\",\"shape\":[2,1],\"datatype\":\"BYTES\",\"data\":[\"a\",\"%s\"]}]}";
            for (String half : new String[] {"\\ud800", "b\\udc00c", "\\ud83dx"}) {
                assertRefused(
                        server.post("/v2/models/strings/infer", request.formatted(half)),
                        "Input 'city': element 1 is no UTF-8 text.");
            }
            assertThat(server.post("/v2/models/strings/infer", request.formatted("\\ud83d\\ude00"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void an_id_that_is_null_is_none() throws Exception {
        HttpResponse<String> response = people.post(
                "/v2/models/multi_input/infer",
                "{\"id\":null,\"inputs\":[{\"name\":\"age\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[1]},"
                        + "{\"name\":\"income\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1]}]}");

        assertThat(response.body()).contains("\"score\"").doesNotContain("\"id\":null");
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void scores_that_are_no_numbers_are_named_as_c_prints_them() throws Exception {
        try (ServerFixture server = ServerFixture.of("log")) {
            String request = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[%s]}],"
                    + "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":1}}]}";

            assertThat(server.post("/v2/models/log/infer", request.formatted("0"))
                            .body())
                    .contains("\"-inf:0\"");
            assertThat(server.post("/v2/models/log/infer", request.formatted("-1"))
                            .body())
                    .contains("\"nan:0\"");
        }
    }

    @Test
    void a_class_that_the_graph_calls_by_a_number_is_predicted_as_one() throws Exception {
        try (ServerFixture server = ServerFixture.of("zipmap")) {
            assertThat(server.post("/predict", "{\"features\":[0.25,0.75]}").body())
                    .startsWith("{\"prediction\":1,\"confidence\":0.75");
        }
    }

    private static void assertRefused(HttpResponse<String> response, String sentence) {
        assertThat(response.body()).startsWith("{\"error\":\"" + sentence);
        assertThat(response.statusCode()).isEqualTo(400);
    }

    private static String ones(int count) {
        return IntStream.range(0, count).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
    }
}
