package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.OracleModels;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of a few bytes that would fill the memory if somebody wrote them out. */
class HugeNumbersTest {
    private static final List<String> NUMBERS = List.of(
            "1e20000000",
            "-1e20000000",
            "1e400000000",
            "1.5e400000000",
            "1e-400000000",
            "1e999999999",
            "1e2147483647",
            "1e-2147483647",
            "1e99999999999",
            "-1e-99999999999");

    @ParameterizedTest
    @ValueSource(strings = {"BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64"})
    @Timeout(60)
    void a_short_number_of_many_digits_is_refused_at_once_by_every_protocol(String type) throws Exception {
        String model = type.toLowerCase(Locale.ROOT);
        try (ServerFixture server = ServerFixture.of(model, OracleModels.file(model))) {
            for (String number : NUMBERS) {
                String head = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"" + type + "\",\"data\":[";
                refused(server, "/v2/models/" + model + "/infer", head + number + "]}]}", number);
                refused(
                        server,
                        "/v2/models/" + model + "/infer",
                        "{\"inputs\":[{\"data\":[" + number + "],\"name\":\"x\",\"shape\":[1],\"datatype\":\"" + type
                                + "\"}]}",
                        number);
                refused(server, "/v1/models/" + model + ":predict", "{\"instances\":[" + number + "]}", number);
                refused(server, "/v1/models/" + model + ":predict", "{\"inputs\":{\"x\":[" + number + "]}}", number);
                refused(server, "/predict", "{\"features\":" + number + "}", number);
                refused(server, "/batch_predict", "{\"instances\":[" + number + "]}", number);
            }
            assertThat(server.post("/v1/models/" + model + ":predict", "{\"inputs\":{\"x\":[10e-1,0e999999999]}}")
                            .body())
                    .as("numbers that are small and only look large")
                    .doesNotContain("element");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"priority", "timeout", "binary_data_size", "classification"})
    @Timeout(60)
    void a_parameter_of_many_digits_is_refused_at_once(String parameter) throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            for (String number : NUMBERS) {
                HttpResponse<String> answer = post(
                        server,
                        "/v2/models/iris/infer",
                        "{\"parameters\":{\"" + parameter + "\":" + number + "},\"inputs\":[]}");

                assertThat(answer.body()).contains("'" + parameter + "' of the request must be a whole number");
            }
        }
    }

    private static void refused(ServerFixture server, String path, String body, String number) throws Exception {
        HttpResponse<String> answer = post(server, path, body);

        assertThat(answer.body())
                .as("%s %s", path, body)
                .contains("element 0 is " + number + "; ")
                .containsAnyOf("takes whole numbers from", "takes true, false, 0 or 1");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> post(ServerFixture server, String path, String body) throws Exception {
        return server.send(server.request(path)
                .timeout(Duration.ofSeconds(5))
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
