package dev.slipway.router.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {
    private static boolean valid(String body) {
        return Predictions.valid(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"predictions\":[1,2.5]}",
                "{\"predictions\":[[\"setosa\",true]]}",
                "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"y\",\"data\":[1]}]}"
            })
    void values_are_a_prediction(String body) {
        assertThat(valid(body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"predictions\":[1,null]}",
                "{\"predictions\":[NaN]}",
                "{\"predictions\":[\"NaN\"]}",
                "{\"outputs\":[{\"name\":\"y\",\"data\":[1,\"-Infinity\"]}]}",
                "{\"predictions\":[]}",
                "{\"error\":\"no\"}",
                "[1]",
                "{\"predictions\":[1]"
            })
    void no_number_nothing_and_no_json_are_none(String body) {
        assertThat(valid(body)).isFalse();
    }
}
