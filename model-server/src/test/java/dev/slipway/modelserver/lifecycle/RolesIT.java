package dev.slipway.modelserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RolesIT {
    @TempDir
    Path directory;

    private Path log;

    @BeforeEach
    void terminationLog() throws IOException {
        log = Files.createFile(directory.resolve("termination-log"));
    }

    @Test
    void theFetchReportsDigestAndSignature() throws Exception {
        configure(TestModels.path("iris").toUri().toString());

        try (ServerProcess fetch = fetch()) {
            assertThat(fetch.awaitExit()).isZero();
        }
        assertThat(Files.readString(log))
                .startsWith("{\"digest\":\"sha256:")
                .contains("\"bytes\":" + Files.size(TestModels.path("iris")))
                .contains("\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,4]}]");
        assertThat(directory.resolve("model/model.onnx")).exists();
    }

    @Test
    void aCauseIsReportedOnceThenWaitedForUntilItIsCured() throws Exception {
        Path later = directory.resolve("later.onnx");
        configure(later.toUri().toString());

        try (ServerProcess first = fetch()) {
            assertThat(first.awaitExit()).isEqualTo(1);
        }
        assertThat(Files.readString(log)).contains("\"reason\":\"ArtifactNotFound\"", "later.onnx");

        Files.writeString(log, "");
        try (ServerProcess second = fetch()) {
            Thread.sleep(2500);
            assertThat(second.alive()).isTrue();
            assertThat(Files.readString(log)).isEmpty();

            Files.copy(TestModels.path("iris"), later);
            assertThat(second.awaitExit()).isZero();
        }
        assertThat(Files.readString(log)).startsWith("{\"digest\":");
    }

    @Test
    void aModelThatCannotRunEndsTheServerWithItsReason() throws Exception {
        configure("file:///unused");
        Files.createDirectories(directory.resolve("model"));
        Files.copy(TestModels.path("fails_at_run"), directory.resolve("model/model.onnx"));

        try (ServerProcess serve = ServerProcess.role(directory, "serve", environment())) {
            assertThat(serve.awaitExit()).isEqualTo(1);
        }
        assertThat(Files.readString(log)).startsWith("{\"reason\":\"WarmupFailed\",\"message\":\"");
    }

    @Test
    void aMisspeltFieldEndsTheServerWithItsPath() throws Exception {
        Files.writeString(
                directory.resolve("config.json"), "{\"name\":\"m\",\"model\":{\"uri\":\"file:///x\"},\"treads\":{}}");

        try (ServerProcess serve = ServerProcess.role(directory, "serve", environment())) {
            assertThat(serve.awaitExit()).isEqualTo(1);
        }
        assertThat(Files.readString(log)).contains("InvalidConfig", "$.treads");
    }

    private ServerProcess fetch() throws IOException {
        return ServerProcess.role(directory, "fetch", environment());
    }

    private void configure(String uri) throws IOException {
        Files.createDirectories(directory.resolve("model"));
        Files.writeString(directory.resolve("config.json"), "{\"name\":\"m\",\"model\":{\"uri\":\"" + uri + "\"}}");
    }

    private Map<String, String> environment() {
        return Map.of(
                "SLIPWAY_CONFIG", directory.resolve("config.json").toString(),
                "SLIPWAY_MODEL_DIR", directory.resolve("model").toString(),
                "SLIPWAY_TERMINATION_LOG", log.toString());
    }
}
