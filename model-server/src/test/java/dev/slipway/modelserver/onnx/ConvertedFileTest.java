package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertedFileTest {
    private static final Path TREES = Path.of("src/test/resources/models/trees");

    @ParameterizedTest
    @CsvSource({"xgboost.json, FP32", "xgboost.ubj, FP32", "lightgbm.txt, FP64"})
    void a_file_of_another_library_loads_as_a_model(String name, DataType type) throws FailureException {
        List<TensorSpec> inputs = List.of(new TensorSpec("input", type, List.of(-1L, 3L)));
        List<TensorSpec> outputs = List.of(new TensorSpec("predict", type, List.of(-1L)));
        assertThat(OnnxFile.skim(TREES.resolve(name)).inputs()).isEqualTo(inputs);
        try (OnnxModel model = OnnxModel.load(TREES.resolve(name), Threads.DEFAULT)) {
            assertThat(model.signature().inputs()).isEqualTo(inputs);
            assertThat(model.signature().outputs()).isEqualTo(outputs);
        }
    }

    @ParameterizedTest
    @CsvSource({"xgboost.json, xgboost", "xgboost.ubj, xgboost", "lightgbm.txt, lightgbm", "../iris.onnx, onnx"})
    void the_declared_format_must_be_the_files(String name, String format) throws FailureException {
        ConvertedFile.expect(TREES.resolve(name), Optional.empty());
        ConvertedFile.expect(TREES.resolve(name), Optional.of(format));
        String other = format.equals("lightgbm") ? "xgboost" : "lightgbm";
        assertThatThrownBy(() -> ConvertedFile.expect(TREES.resolve(name), Optional.of(other)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The spec says format: " + other);
    }
}
