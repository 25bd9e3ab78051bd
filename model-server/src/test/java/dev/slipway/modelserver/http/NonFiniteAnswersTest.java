package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NaN and infinity, for which JSON has no numbers: {@code log(0)} and {@code log(-1)}. */
class NonFiniteAnswersTest {
    private static final String INFER = "/v2/models/log/infer";
    private static ServerFixture log;
    private static ServerFixture types;

    @BeforeAll
    static void start() throws Exception {
        log = ServerFixture.of("log");
        types = ServerFixture.of("types");
    }

    @AfterAll
    static void stop() {
        log.close();
        types.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/log:predict | {\"instances\":[1,0]}",
                "/v1/models/log:predict | {\"inputs\":[1,0]}",
                "/batch_predict | {\"instances\":[1,0]}",
                "/v2/models/log/infer | {\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,0]}]}",
            })
    void a_model_that_makes_infinity_of_finite_numbers_is_an_error_of_the_server(String path, String body)
            throws Exception {
        HttpResponse<String> answer = log.post(path, body);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("Output 'y': element 1 is -Infinity")
                .contains("'binary_data'")
                .contains("'nonFinite=string'")
                .doesNotContain("itself");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/log:predict | {\"instances\":[1,\"NaN\"]}",
                "/batch_predict | {\"instances\":[1,\"Infinity\"]}",
                "/v2/models/log/infer | {\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,\"-Infinity\"]}]}",
            })
    void what_came_in_as_nan_and_goes_out_as_nan_is_an_error_of_the_request(String path, String body) throws Exception {
        HttpResponse<String> answer = log.post(path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Output 'y': element 1 is ")
                .contains("'binary_data'")
                .contains("The request's input 'x' holds NaN or infinity itself.");
    }

    @Test
    void binary_nan_is_an_error_of_the_request_too() throws Exception {
        String head =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}";
        byte[] body = ByteBuffer.allocate(head.length() + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head.getBytes(StandardCharsets.US_ASCII))
                .putFloat(Float.NaN)
                .array();

        HttpResponse<String> answer = log.send(log.request(INFER)
                .header("inference-header-content-length", String.valueOf(head.length()))
                .POST(BodyPublishers.ofByteArray(body))
                .build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("element 0 is NaN").contains("input 'x' holds NaN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/log:predict | {\"instances\":[1,0,-1,\"Infinity\"]} | {\"predictions\":[0.0,\"-Infinity\",\"NaN\",\"Infinity\"]}",
                "/v1/models/log:predict | {\"inputs\":[1,0]} | {\"predictions\":[0.0,\"-Infinity\"]}",
                "/predict | {\"features\":0} | {\"prediction\":\"-Infinity\",",
                "/batch_predict | {\"instances\":[0,1]} | {\"predictions\":[{\"prediction\":\"-Infinity\"},{\"prediction\":0.0}]",
                "/v2/models/log/infer | {\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[0,1]}]} | \"data\":[\"-Infinity\",0.0]",
            })
    void a_client_that_asks_for_texts_gets_them(String path, String body, String expected) throws Exception {
        HttpResponse<String> answer = log.post(path + "?a=b&nonFinite=string", body);

        assertThat(answer.body()).contains(expected);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void v2_has_a_parameter_for_it() throws Exception {
        String body = "{\"parameters\":{\"non_finite\":\"string\"},\"inputs\":[{\"name\":\"x\",\"shape\":[3],"
                + "\"datatype\":\"FP32\",\"data\":[0,-1,1]}]}";

        assertThat(log.post(INFER, body).body()).contains("\"data\":[\"-Infinity\",\"NaN\",0.0]");
    }

    @Test
    void every_float_type_takes_and_gives_the_texts() throws Exception {
        StringBuilder inputs = new StringBuilder();
        for (String type : new String[] {"BOOL", "INT8", "INT16", "INT32"}) {
            inputs.append(tensor(type, "0,1")).append(',');
        }
        for (String type : new String[] {"FP16", "BF16", "FP64"}) {
            inputs.append(tensor(type, "\"NaN\",\"-Infinity\"")).append(type.equals("FP64") ? "" : ",");
        }

        String answer = types.post(
                        "/v2/models/types/infer",
                        "{\"parameters\":{\"non_finite\":\"string\"},\"inputs\":[" + inputs + "]}")
                .body();

        assertThat(answer.split("\"data\":\\[\"NaN\",\"-Infinity\"]", -1))
                .as(answer)
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonFinite=null", "nonFinite=", "a=b&nonFinite=x"})
    void another_form_is_refused(String query) throws Exception {
        HttpResponse<String> answer = log.post("/predict?" + query, "{\"features\":1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'nonFinite' is '").contains("must be 'string'");
        assertThat(log.post(INFER, "{\"parameters\":{\"non_finite\":true},\"inputs\":[]}")
                        .body())
                .contains("'non_finite' of the request must be");
    }

    @Test
    void the_examples_of_a_logarithm_work_as_they_stand() throws Exception {
        JsonObject paths = new JsonObject(log.get("/openapi.json").body()).getJsonObject("paths");

        for (String path : new String[] {INFER, "/v1/models/log:predict", "/predict", "/batch_predict"}) {
            String example = paths.getJsonObject(path)
                    .getJsonObject("post")
                    .getJsonObject("requestBody")
                    .getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("example")
                    .encode();

            assertThat(log.post(path, example).statusCode())
                    .as("%s %s", path, example)
                    .isEqualTo(200);
        }
    }

    private static String tensor(String type, String data) {
        return "{\"name\":\"" + type.toLowerCase(java.util.Locale.ROOT) + "\",\"shape\":[2],\"datatype\":\"" + type
                + "\",\"data\":[" + data + "]}";
    }
}
