package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.Mutations;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What registries answer is read, or refused in the way that the caller expects. */
final class HostileStoresTest {
    private static final byte[] JSON = utf8("{\"model_version\":{\"name\":\"m\",\"version\":\"3\",\"status\":\"READY\","
            + "\"tags\":[{\"key\":\"a\",\"value\":null}],\"time\":1.5e300,\"n\":-9223372036854775808}}");
    private static final byte[] YAML = utf8("""
            artifact_path: model
            flavors:
              onnx:
                data: model.onnx
                providers:
                - CPU
              python_function:
                env:
                  conda: conda.yaml
            run_id: 1
            """);

    @Test
    void a_damaged_answer_of_a_registry_is_read_or_refused() {
        Mutations mutations = new Mutations(12);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            try {
                assertThat(JsonDocument.read(mutations.of(JSON))).isNotNull();
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            }
        }
        assertThatThrownBy(() -> JsonDocument.read(utf8("[".repeat(100_000)))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JsonDocument.read(utf8("1".repeat(100_000)))).isInstanceOf(IOException.class);
    }

    @Test
    void a_damaged_mlmodel_names_a_file_beside_it_or_is_refused() {
        Mutations mutations = new Mutations(13);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            try {
                assertThat(MlModel.parse(mutations.of(YAML), "it").file())
                        .doesNotStartWith("/")
                        .doesNotContain("..");
            } catch (FailureException e) {
                assertThat(e.failure().message()).startsWith("it ");
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
