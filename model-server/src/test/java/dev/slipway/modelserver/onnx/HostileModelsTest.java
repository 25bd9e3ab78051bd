package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.Mutations;
import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged model files are told so before anybody loads them. */
final class HostileModelsTest {
    private static final Set<Reason> EXPECTED =
            Set.of(Reason.ArtifactCorrupt, Reason.UnsupportedModelFormat, Reason.ModelLoadFailed);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"iris", "types", "zipmap", "maps", "loop", "uint32", "external/model", "initializer_input"})
    void a_damaged_file_is_skimmed_rewritten_or_refused_with_a_reason(String name) throws Exception {
        byte[] whole = Files.readAllBytes(TestModels.path(name));
        Mutations mutations = new Mutations(name.hashCode());
        Path file = directory.resolve("model.onnx");
        for (int i = 0; i < Mutations.ROUNDS / 4; i++) {
            Files.write(file, mutations.of(whole));
            try {
                ModelSignature signature = OnnxFile.skim(file);
                assertThat(signature.outputs()).isNotEmpty();
                ExternalData.locations(file)
                        .forEach(location ->
                                assertThat(RelativeName.isSafe(location)).isTrue());
                OnnxFile.rewritten(file, Optional.empty());
            } catch (FailureException e) {
                assertThat(e.failure().reason()).isIn(EXPECTED);
                assertThat(e.failure().message()).doesNotContain("Exception");
            }
        }
    }
}
