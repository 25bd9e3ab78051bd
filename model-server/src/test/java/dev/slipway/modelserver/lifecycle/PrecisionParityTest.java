package dev.slipway.modelserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.json.JsonDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the status tells of a model that is run in another precision or on another device than the file says. */
final class PrecisionParityTest {
    @TempDir
    Path directory;

    @Test
    void another_precision_comes_with_its_error_against_the_file_on_rows_made_from_the_signature() throws Exception {
        Map<?, ?> told = report("\"precision\":\"INT8\"");

        assertThat(told.get("precision")).isEqualTo("INT8");
        assertThat(told.get("nodes")).isEqualTo(1L);
        assertThat(told.get("inputs")).isEqualTo("warm-up");
        assertThat(told.get("rows")).isEqualTo(64L);
        assertThat(number(told, "maxAbsoluteError")).isBetween(1e-6, 0.1);
        assertThat(number(told, "maxRelativeError")).isBetween(1e-6, 0.1);
        assertThat(number(told, "labelFlips")).isBetween(0.0, 64.0);
    }

    @Test
    void golden_requests_are_what_is_compared_where_there_are_some() throws Exception {
        Files.writeString(
                directory.resolve("a.request.json"),
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[3,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6,7,8,9,0,1,2]}]}");

        Map<?, ?> told = report("\"precision\":\"FP16\",\"golden\":{\"directory\":\"" + directory + "\"}");

        assertThat(told.get("inputs")).isEqualTo("golden");
        assertThat(told.get("rows")).isEqualTo(3L);
        assertThat(number(told, "maxAbsoluteError")).isBetween(1e-7, 1e-2);
    }

    @Test
    void a_provider_that_is_not_there_is_passed_over_and_the_reason_told() throws Exception {
        Map<?, ?> status = status("\"executionProviders\":[\"CUDA\",\"CPU\"]");

        assertThat(status.get("executionProvider")).isEqualTo("CPU");
        assertThat((String) status.get("executionProviderReason")).startsWith("CUDA cannot be used: ");
        assertThat(status.get("precision")).isNull();
    }

    @Test
    void a_provider_that_is_not_there_and_has_no_substitute_ends_the_start() {
        assertThatThrownBy(() -> status("\"executionProviders\":[\"CUDA\"]")).hasMessageContaining("CUDA");
    }

    private static double number(Map<?, ?> told, String field) {
        return ((Number) Objects.requireNonNull(told.get(field), field)).doubleValue();
    }

    private Map<?, ?> report(String serving) throws Exception {
        return (Map<?, ?>) Objects.requireNonNull(status(serving).get("precision"));
    }

    private Map<?, ?> status(String serving) throws Exception {
        String document = "{\"name\":\"iris\",\"model\":{\"uri\":\"file:///unused\"}," + serving + "}";
        Launch launch = new Launch(
                ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)),
                TestModels.path("iris"),
                ServerPorts.DEFAULT,
                new TerminationLog(directory.resolve("termination")),
                "",
                true);
        launch.begin();
        launch.awaitModel().model().close();
        return (Map<?, ?>) JsonDocument.read(launch.status().json().getBytes(StandardCharsets.UTF_8));
    }
}
