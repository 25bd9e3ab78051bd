package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model whose input has no dimension is called with the value itself. */
class ScalarModelsTest {
    private static ServerFixture scalar;

    @BeforeAll
    static void start() throws Exception {
        scalar = ServerFixture.of("scalar");
    }

    @AfterAll
    static void stop() {
        scalar.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/scalar:predict | {\"inputs\":3} | {\"predictions\":-3.0}",
                "/v1/models/scalar:predict | {\"inputs\":{\"x\":3.5}} | {\"predictions\":-3.5}",
                "/predict | {\"features\":3} | {\"prediction\":-3.0,\"model_name\":\"scalar\",\"model_version\":\"1\"}",
                "/predict | {\"features\":{\"x\":3}} | {\"prediction\":-3.0,\"model_name\":\"scalar\",\"model_version\":\"1\"}",
            })
    void a_value_is_answered_with_a_value(String path, String body, String answer) throws Exception {
        HttpResponse<String> response = scalar.post(path, body);

        assertThat(response.body()).isEqualTo(answer);
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/models/scalar:predict | {\"instances\":[3]} | 'instances' are rows, and the inputs of this model are single values",
                "/batch_predict | {\"instances\":[3]} | send 'inputs' to V1's :predict or 'features' to /predict",
                "/v1/models/scalar:predict | {\"inputs\":null} | element 0 is null",
                "/predict | {\"features\":[3]} | has the shape [1]; it must be []",
            })
    void rows_are_refused_with_what_to_send(String path, String body, String message) throws Exception {
        HttpResponse<String> response = scalar.post(path, body);

        assertThat(response.body()).startsWith("{\"error\":\"").contains(message);
        assertThat(response.statusCode()).isEqualTo(400);
    }
}
