package dev.slipway.operator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "1000m, 1",
        "1, 1",
        "0.5, 500m",
        "1.5, 1500m",
        "100m, 100m",
        "2000, 2k",
        "0, 0",
        "0Mi, 0",
        "1k, 1k",
        "1000k, 1M",
        "2048Mi, 2Gi",
        "1Gi, 1Gi",
        "1536Mi, 1536Mi",
        "0.5Gi, 512Mi",
        "1024Ki, 1Mi",
        "1024, 1024",
        "0.5Ki, 512",
        "1.5Ki, 1536",
        "1.0001Mi, 1048680858m",
        "1e3, 1k",
        "100e2, 10k",
        "12E3, 12k",
        "1e0, 1",
        "0.0001, 1m",
        "1u, 1m",
        "1n, 1m",
        "-1, -1",
        "1Ti, 1Ti",
        "1048576Mi, 1Ti",
    })
    void canonicalFormIsTheApiServers(String written, String stored) {
        assertThat(Quantities.canonical(new Quantity(written))).hasToString(stored);
    }

    @ParameterizedTest
    @CsvSource({"1000m, 1", "1Gi, 1073741824", "1e3, 1000", "500m, 0.5"})
    void valuesAreInBaseUnits(String written, java.math.BigDecimal value) {
        assertThat(Quantities.value(new Quantity(written))).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x", "one", "1 Gi"})
    void nonsenseIsNamed(String text) {
        assertThatThrownBy(() -> Quantities.canonical(new Quantity(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("is not a quantity such as 500m, 2 or 1Gi");
    }
}
