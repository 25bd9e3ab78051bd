package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2ProtocolTest {
    private static final String INFER = "/v2/models/iris/infer";
    private static ServerFixture iris;
    private static ServerFixture int64;
    private static ServerFixture types;
    private static ServerFixture uint8;
    private static ServerFixture dynamic;

    @BeforeAll
    static void start() throws Exception {
        iris = ServerFixture.of("iris");
        int64 = ServerFixture.of("int64");
        types = ServerFixture.of("types");
        uint8 = ServerFixture.of("uint8");
        dynamic = ServerFixture.of("dynamic");
    }

    @AfterAll
    static void stop() {
        iris.close();
        int64.close();
        types.close();
        uint8.close();
        dynamic.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\",\"data\":[1,2]}]}",
                "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\",\"data\":[[1,2]]}]}",
                "{\"inputs\":[{\"data\":[[1,2]],\"datatype\":\"INT64\",\"shape\":[1,2],\"name\":\"x\"}],\"id\":\"7\"}",
                " {\"future\":[{}],\"parameters\":{\"a\":1},\"id\":\"7\", \"inputs\" : [ {\"parameters\":{\"content_type\":\"np\"},"
                        + " \"data\" : [1.0, 2e0], \"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\"}],\"outputs\":[]}",
            })
    void everyWayToWriteARequestGivesTheSameAnswer(String body) throws Exception {
        HttpResponse<String> response = int64.post("/v2/models/int64/versions/1/infer", body);

        assertThat(response.body())
                .isEqualTo("{\"model_name\":\"int64\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":"
                        + "[{\"name\":\"y\",\"datatype\":\"INT64\",\"shape\":[1,2],\"data\":[2,3]}]}");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void outputsComeInTheOrderOfTheRequest() throws Exception {
        String body = iris.post(
                        INFER,
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}],"
                                + "\"outputs\":[{\"name\":\"probabilities\"},{\"name\":\"label\"}]}")
                .body();

        assertThat(body.indexOf("\"probabilities\"")).isPositive().isLessThan(body.indexOf("\"label\""));
        assertThat(body).contains("\"label\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[0]");
    }

    @Test
    void theLargestIntegersKeepEveryDigit() throws Exception {
        String body = int64.post(
                        "/v2/models/int64/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT64\","
                                + "\"data\":[9007199254740993,9223372036854775806]}]}")
                .body();

        assertThat(body).contains("[9007199254740994,9223372036854775807]");
    }

    @Test
    void everyDatatypeGoesInAndOutUnchanged() throws Exception {
        String body = types.post(
                        "/v2/models/types/infer",
                        "{\"inputs\":["
                                + tensor("bool", "BOOL", "true,0") + "," + tensor("int8", "INT8", "-128,127") + ","
                                + tensor("int16", "INT16", "-32768,32767") + ","
                                + tensor("int32", "INT32", "-2147483648,2147483647") + ","
                                + tensor("fp16", "FP16", "0.5,-65504") + "," + tensor("bf16", "BF16", "0.5,-3") + ","
                                + tensor("fp64", "FP64", "0.1,-1e300") + "]}")
                .body();

        assertThat(body)
                .contains("[true,false]", "[-128,127]", "[-32768,32767]", "[-2147483648,2147483647]")
                .contains("[0.5,-65504.0]", "[0.5,-3.0]", "[0.1,-1.0E300]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,300,0] | element 1 is 300; UINT8 takes whole numbers from 0 to 255",
                "[1,-1,0] | element 1 is -1",
                "[1,1.5,0] | element 1 is 1.5",
                "[1,\"2\",0] | element 1 is \"2\"",
                "[1,null,0] | element 1 is null",
                "[1,{},0] | element 1 is an object",
                "[1,99999999999999999999,0] | element 1 is 99999999999999999999",
                "[1,1e999999999,0] | element 1 is 1e999999999",
                "[1,2] | has 2 elements; its shape [1, 3] needs 3",
                "[[1,[2]],[3,4]] | has 4 elements; its shape [1, 3] needs 3",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]] | lists are nested deeper than 16",
                "[\"NaN\",1,2] | element 0 is \"NaN\"",
                "[] | has 0 elements",
                "5 | 'data' is a number; it must be a list",
            })
    void elementsThatAreNotUint8AreNamed(String data, String message) throws Exception {
        HttpResponse<String> response = uint8.post(
                "/v2/models/uint8/infer",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"UINT8\",\"data\":" + data + "}]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body().replace("\\\"", "\""))
                .startsWith("{\"error\":\"")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | `` | body is empty",
                "400 | [] | body is a list",
                "400 | {} | no field 'inputs'",
                "400 | {\"inputs\":[]} | Input 'x' is missing; the model takes x FP32 [-1, 4]",
                "400 | {\"inputs\":{}} | 'inputs' is an object",
                "400 | {\"inputs\":[{}]} | no field 'name'",
                "400 | {\"inputs\":[{\"name\":\"z\"}]} | no input 'z'; it takes x FP32",
                "400 | {\"inputs\":[{\"name\":\"x\",\"name\":\"x\"}]} | 'name' is given twice",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\"}]} | no field 'data'",
                "400 | {\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"data\":[1]}]} | no field 'shape'",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP64\",\"data\":[1,2,3,4]}]} | datatype FP64; it must be FP32",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]} | shape [4]; it must be [-1, 4]",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,-4],\"datatype\":\"FP32\",\"data\":[1]}]} | Input 'x' has -4 in its field 'shape', which must be",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[2147483647,2147483647],\"datatype\":\"FP32\",\"data\":[1]}]} | has 1 elements",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[0,4],\"datatype\":\"FP32\",\"data\":[]}]} | holds no element",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1e400,2,3,4]}]} | element 0 is 1e400",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1e39,2,3,4]}]} | element 0 is 1e39",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[\"nan\",2,3,4]}]} | element 0 is",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[NaN,2,3,4]}]} | no JSON",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2 | ends in the middle",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]} x | no JSON",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}{} | Something follows",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}],\"outputs\":[{\"name\":\"q\"}]} | no output 'q'; it gives label",
                "400 | {\"id\":7,\"inputs\":[]} | 'id' is a number",
                "400 | {\"parameters\":{\"binary_data_output\":1},\"inputs\":[]} | 'binary_data_output' of the request must be true or false",
                "400 | {\"parameters\":{\"x\":[]},\"inputs\":[]} | 'x' of the request must be a string, a number or a boolean",
                "400 | {\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":16}}]} | needs the header Inference-Header-Content-Length",
                "400 | {\"outputs\":[{\"name\":\"label\",\"parameters\":{\"classification\":-1}}]} | 'classification' of an output must be a whole number from 0",
                "501 | {\"inputs\":[{\"name\":\"x\",\"parameters\":{\"shared_memory_region\":\"a\"}}]} | Shared memory",
                "501 | {\"inputs\":[{\"name\":\"x\",\"parameters\":{\"content_type\":\"base64\"}}]} | content type 'base64'",
            })
    void aWrongRequestGetsOneSentence(int status, String body, String message) throws Exception {
        HttpResponse<String> response = iris.post(INFER, body);

        assertThat(response.body().replace("\\\"", "\""))
                .startsWith("{\"error\":\"")
                .contains(message);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,2,3,4]",
                "[[1,2],[3,4]]",
                "[[1],2,3,4]",
                "[1,[2,3],4]",
                "[[1,[2]],[[3]],4]",
                "[[[1,2,3,4]]]",
                "[[1],[2],[3],[4]]",
                "[[],[1,2,3,4]]",
                "[[[[[[[[[[[[[[[[1,2,3,4]]]]]]]]]]]]]]]]",
            })
    void dataIsTakenInRowMajorOrderHoweverItIsNested(String data) throws Exception {
        for (String shape : new String[] {"[1,4]", "[2,2]", "[4,1]"}) {
            String tensor = "\"name\":\"x\",\"shape\":" + shape + ",\"datatype\":\"FP32\"";
            String named = "{\"id\":\"1\",\"inputs\":[{" + tensor + ",\"data\":" + data + "}]}";
            String unnamed = "{\"id\":\"1\",\"inputs\":[{\"data\":" + data + "," + tensor + "}]}";
            String flat = "{\"id\":\"1\",\"inputs\":[{" + tensor + ",\"data\":[1,2,3,4]}]}";
            String path = "/v2/models/dynamic/infer";
            String expected = dynamic.post(path, flat).body();

            assertThat(expected).contains("\"data\":[");
            assertThat(dynamic.post(path, named).body()).isEqualTo(expected);
            assertThat(dynamic.post(path, unnamed).body()).isEqualTo(expected);
        }
    }

    @Test
    void halvesAreRoundedOnce() throws Exception {
        String body = types.post(
                        "/v2/models/types/infer",
                        "{\"inputs\":["
                                + tensor("bool", "BOOL", "true,0") + "," + tensor("int8", "INT8", "1,1") + ","
                                + tensor("int16", "INT16", "1,1") + "," + tensor("int32", "INT32", "1,1") + ","
                                + tensor("fp16", "FP16", "1.000488281250001,1.00048828125") + ","
                                + tensor("bf16", "BF16", "1.003906250000001,1.00390625") + ","
                                + tensor("fp64", "FP64", "1,1") + "]}")
                .body();

        assertThat(body).contains("[1.0009766,1.0]", "[1.0078125,1.0]");
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        String deep = "[".repeat(100_000);

        assertThat(iris.post(INFER, "{\"x\":" + deep).statusCode()).isEqualTo(400);
        assertThat(iris.post(INFER, "{\"inputs\":[{\"name\":\"x\",\"data\":" + deep)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void invalidUtf8IsRefused() throws Exception {
        byte[] body = "{\"id\":\"?\",\"inputs\":[]}".getBytes(StandardCharsets.UTF_8);
        body[7] = (byte) 0xff;

        HttpResponse<String> response = iris.send(
                iris.request(INFER).POST(BodyPublishers.ofByteArray(body)).build());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("UTF-8");
    }

    @Test
    void aRequestCutAtAnyByteIsRefusedAndTheServerLivesOn() throws Exception {
        String whole = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(iris.post(INFER, whole.substring(0, length)).statusCode())
                    .as("%d bytes", length)
                    .isEqualTo(400);
        }
        assertThat(iris.post(INFER, whole).statusCode()).isEqualTo(200);
        assertThat(iris.metrics.inFlight()).isZero();
    }

    private static String tensor(String name, String datatype, String data) {
        return "{\"name\":\"" + name + "\",\"shape\":[2],\"datatype\":\"" + datatype + "\",\"data\":[" + data + "]}";
    }
}
