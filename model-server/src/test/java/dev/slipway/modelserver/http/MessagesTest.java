package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages speak of the request, not of the library that reads it. */
class MessagesTest {
    private static final String INFER = "/v2/models/iris/infer";
    private static final String[] PATHS = {INFER, "/v1/models/iris:predict", "/predict", "/batch_predict"};
    private static ServerFixture iris;

    @BeforeAll
    static void start() throws Exception {
        iris = ServerFixture.of("iris");
    }

    @AfterAll
    static void stop() {
        iris.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"features\":[NaN,1,1,1]} | NaN is no JSON number; send it in quotes or the tensor in binary form, at line 1, column",
                "{\"features\":[1,-Infinity,1,1]} | Infinity is no JSON number; send it in quotes",
                "{\"features\":[1,INF,1,1]} | Unrecognized token 'INF'",
                "{\"features\":[1,2} | expected ']' (for Array starting at line 1, column 13), at line 1, column 17",
                "{\"features\":[01]} | at line 1, column",
                "{\"features\":[+1]} | at line 1, column",
                "{\"features\":[.5]} | at line 1, column",
                "{\"features\":[1.]} | at line 1, column",
                "{\"features\":[1,]} | at line 1, column",
                "{'features':[1]} | at line 1, column",
                "{features:[1]} | at line 1, column",
                "{\"features\":[1] /* c */} | at line 1, column",
                "{\"features\":[\"\\x\"]} | at line 1, column",
                "{\"features\":[1,2 | The body ends in the middle of its JSON.",
            })
    void a_body_that_is_no_json_is_told_what_is_wrong_and_where(String body, String message) throws Exception {
        assertThat(iris.post("/predict", body).body().replace("\\\"", "\"")).contains(message);
        for (String path : PATHS) {
            clean(iris.post(path, body));
        }
    }

    @Test
    void bounds_of_the_reader_are_told_as_numbers() throws Exception {
        assertThat(iris.post("/predict", "{\"features\":" + "[".repeat(70)).body())
                .contains("nested deeper than 64");
        assertThat(iris.post("/predict", "{\"features\":[" + "1".repeat(1001) + "]}")
                        .body())
                .contains("a number has 1001 characters, more than 1000");
        for (String path : PATHS) {
            clean(iris.post(path, "[".repeat(1000)));
            clean(iris.post(path, "{\"x\":" + "[".repeat(1000)));
            clean(iris.post(path, "{\"x\":" + "1".repeat(1001) + "}"));
            clean(iris.post(path, "{\"x\":1." + "1".repeat(1001) + "}"));
            clean(iris.post(path, "{\"" + "n".repeat(60_000) + "\":1}"));
        }
    }

    @Test
    void a_wrong_shape_names_its_input_wherever_the_name_stands() throws Exception {
        for (String body : new String[] {
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}",
            "{\"inputs\":[{\"shape\":[-1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4],\"name\":\"x\"}]}",
        }) {
            assertThat(iris.post(INFER, body).body())
                    .contains(
                            "Input 'x' has -1 in its field 'shape', which must be a list of at most 16 whole numbers");
        }
        assertThat(iris.post(INFER, "{\"inputs\":[{\"name\":\"x\",\"shape\":[[1],4]}]}")
                        .body())
                .contains("Input 'x' has a list in its field 'shape'");
        assertThat(iris.post(INFER, "{\"inputs\":[{\"name\":\"x\",\"shape\":[" + "1,".repeat(16) + "1]}]}")
                        .body())
                .contains("Input 'x' has more than 16 sizes");
    }

    @Test
    void no_damage_brings_the_library_to_light() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        String whole = "{\"features\":[1,-2.5e3,true,\"\\u0041\",{\"a\":null}],\"explain\":false}";
        String alphabet = "\"{}[]:,.-+eE09 tfnNIx\\'/`\u0001";
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder(whole);
            for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            clean(iris.post(PATHS[i % PATHS.length], text.toString()));
        }
    }

    private static void clean(HttpResponse<String> answer) {
        assertThat(new String(answer.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .doesNotContain("Feature", "Source", "Constraints", "fasterxml", "java.", "get", "(code ");
    }
}
