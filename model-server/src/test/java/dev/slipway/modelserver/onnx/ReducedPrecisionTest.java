package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.precision.ChangedNodes;
import dev.slipway.modelserver.precision.Precision;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReducedPrecisionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP16", "INT8"})
    void weights_in_other_files_are_brought_in(Precision precision) throws Exception {
        try (OnnxModel model = load(TestModels.path("external/model"), precision)) {
            assertThat(model.changedNodes().changed()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP16", "INT8"})
    void weights_that_the_graph_says_are_longer_than_their_file_are_refused(Precision precision) throws Exception {
        Path folder = TestModels.path("external/model").resolveSibling("");
        Files.copy(folder.resolve("model.onnx"), directory.resolve("model.onnx"));
        Files.write(directory.resolve("weights.bin"), new byte[3]);

        assertThatThrownBy(() -> load(directory.resolve("model.onnx"), precision))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("'weights.bin' of 3 bytes");
    }

    @Test
    void a_graph_too_old_for_the_operators_is_refused_with_what_to_do() throws Exception {
        Path old = directory.resolve("old.onnx");
        Files.write(old, opset(TestModels.path("iris"), 10));

        assertThatThrownBy(() -> load(old, Precision.INT8))
                .isInstanceOf(FailureException.class)
                .hasMessage("Precision INT8 needs a model of opset 11 or later; this one has 10."
                        + " Export it again, or leave precision out.");
    }

    @Test
    void a_model_in_which_nothing_can_change_says_so() throws Exception {
        try (OnnxModel model = load(TestModels.path("strings"), Precision.INT8)) {
            assertThat(model.changedNodes().changed()).isZero();
            assertThat(model.changedNodes()).isNotEqualTo(ChangedNodes.NONE);
        }
    }

    private static OnnxModel load(Path file, Precision precision) throws FailureException {
        return OnnxModel.load(file, Threads.DEFAULT, List.of("CPU"), precision);
    }

    private static byte[] opset(Path file, long version) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
        model.getOpsetImportBuilderList().forEach(set -> set.setVersion(version));
        return model.build().toByteArray();
    }
}
