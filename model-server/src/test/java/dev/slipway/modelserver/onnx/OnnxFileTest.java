package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iris",
                "multi_input",
                "strings",
                "int64",
                "uint8",
                "dynamic",
                "types",
                "scalar",
                "log",
                "fails_at_run",
                "gather",
                "initializer_input",
                "loop",
                "slow"
            })
    void theSkimReadsWhatOnnxRuntimeReads(String name) throws Exception {
        ModelSignature skimmed = OnnxFile.skim(TestModels.path(name));

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                environment.createSession(TestModels.path(name).toString())) {
            assertThat(skimmed.inputs()).isEqualTo(OnnxModel.describe(session.getInputInfo()));
            assertThat(skimmed.outputs()).isEqualTo(OnnxModel.describe(session.getOutputInfo()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "types", "zipmap", "initializer_input", "loop", "uint32"})
    void aFileCutAtAnyByteIsCorruptOrWhole(String name) throws Exception {
        byte[] whole = Files.readAllBytes(TestModels.path(name));
        Path cut = directory.resolve("cut.onnx");
        int corrupt = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            if (reasonOf(cut) == Reason.ArtifactCorrupt) {
                corrupt++;
            }
        }
        // The last field of a ModelProto is its opset: nothing before it is a whole model.
        assertThat(corrupt).isGreaterThanOrEqualTo(whole.length - 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "types"})
    void aFileWithAnyByteFlippedNeitherHangsNorCrashes(String name) throws Exception {
        byte[] whole = Files.readAllBytes(TestModels.path(name));
        Path damaged = directory.resolve("damaged.onnx");
        for (int i = 0; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= (byte) 0xff;
            Files.write(damaged, bytes);
            assertThat(reasonOf(damaged))
                    .as("byte %d", i)
                    .isIn(null, Reason.ArtifactCorrupt, Reason.UnsupportedModelFormat);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE html><html> | HTML",
                "{\"error\":\"no\"} | JSON",
                "version https://git-lfs.github.com/spec/v1 | Git LFS",
                "GGUF.... | GGUF",
                "PK\u0003\u0004.... | zip",
                "'\u001f\u008b\b.....' | gzip",
                "\u0080\u0004\u0095.... | pickle",
                "hello world | 68 65 6c 6c"
            })
    void anotherFormatIsNamed(String head, String named) throws IOException {
        Path file = directory.resolve("other");
        Files.write(file, head.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> OnnxFile.skim(file)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason()).isEqualTo(Reason.UnsupportedModelFormat);
            assertThat(e.failure().message()).contains(named);
        });
    }

    @Test
    void aZipMapIsServedAsTheTensorThatGoesIntoIt() throws FailureException {
        ModelSignature signature = OnnxFile.skim(TestModels.path("zipmap"));

        assertThat(signature.outputs())
                .containsExactly(new TensorSpec("probabilities", DataType.FP32, List.of(-1L, 2L)));
        assertThat(signature.classesOf("probabilities")).isEqualTo(new ClassNames(List.of("0", "1"), true));
    }

    @Test
    void otherMapsAreRefusedWithTheWayOut() {
        assertThatThrownBy(() -> OnnxFile.skim(TestModels.path("maps")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("'probabilities'")
                .hasMessageContaining("zipmap=False");
    }

    @Test
    void aWideUnsignedModelIsLoadedWithItsOwnTypes() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("uint32"), Threads.DEFAULT)) {
            assertThat(model.signature().inputs())
                    .containsExactly(new TensorSpec("x", DataType.UINT32, List.of(-1L, 2L)));
            assertThat(model.signature().outputs())
                    .containsExactly(new TensorSpec("y", DataType.UINT32, List.of(-1L, 2L)));
        }
    }

    @org.jspecify.annotations.Nullable
    private static FailureReason reasonOf(Path file) {
        try {
            OnnxFile.skim(file);
            return null;
        } catch (FailureException e) {
            return e.failure().reason();
        }
    }
}
