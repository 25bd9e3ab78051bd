package dev.slipway.modelserver.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.DeclaredInput;
import dev.slipway.modelserver.config.ModelServerConfig.DeclaredOutput;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowLayoutTest {
    private static final TensorSpec SCORE = Tensors.spec("y", DataType.FP32, -1L, 1L);

    private static RowLayout layout(List<String> columns, List<String> mask, TensorSpec... inputs) {
        List<DeclaredInput> declared = List.of(new DeclaredInput(inputs[0].name(), Optional.empty(), columns));
        return RowLayout.of(
                new ModelSignature(List.of(inputs), List.of(SCORE)), new Signature(declared, List.of()), mask);
    }

    private static List<String> features(RowLayout layout) {
        List<String> all = layout.columns().stream().map(RowLayout.Column::name).toList();
        return all.subList(8, all.size());
    }

    @Test
    void declared_columns_name_the_features() {
        RowLayout layout = layout(List.of("amount", "age"), List.of(), Tensors.spec("x", DataType.FP32, -1L, 2L));
        assertThat(features(layout)).containsExactly("amount", "age");
    }

    @Test
    void without_declared_columns_the_input_and_the_place_name_them() {
        RowLayout layout = layout(
                List.of(),
                List.of(),
                Tensors.spec("x", DataType.FP32, -1L, 2L),
                Tensors.spec("flag", DataType.BOOL, -1L),
                Tensors.spec("pair", DataType.INT64, 2L));
        assertThat(features(layout)).containsExactly("x_0", "x_1", "flag", "pair_0", "pair_1");
    }

    @Test
    void names_that_every_log_has_or_that_are_taken_get_others() {
        RowLayout layout = layout(
                List.of("ts", "score", "a", "xmin"),
                List.of(),
                Tensors.spec("x", DataType.FP32, -1L, 4L),
                Tensors.spec("a", DataType.FP32, -1L, 1L));
        assertThat(features(layout)).containsExactly("f_ts", "f_score", "a", "f_xmin", "a_a");
    }

    @Test
    void any_text_becomes_a_unique_name_of_at_most_63_bytes() {
        String shared = "ä".repeat(80);
        List<String> columns = List.of(
                shared + "1", shared + "2", "", "Robert\"); DROP TABLE students;--", "nul\0nul", "a", "a", "a", "x_a");
        RowLayout layout = layout(columns, List.of(), Tensors.spec("x", DataType.FP32, -1L, 9L));
        List<String> names = features(layout);
        assertThat(new HashSet<>(names)).hasSize(9);
        assertThat(names).allSatisfy(name -> {
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 63);
            assertThat(name).doesNotContain("\0").doesNotContain("\uFFFD");
        });
        assertThat(layout(columns, List.of(), Tensors.spec("x", DataType.FP32, -1L, 9L)))
                .isEqualTo(layout);
    }

    @Test
    void images_and_rows_of_any_size_have_no_columns_and_are_named() {
        RowLayout layout = layout(
                List.of(),
                List.of(),
                Tensors.spec("image", DataType.FP32, -1L, 3L, 224L, 224L),
                Tensors.spec("tokens", DataType.INT64, -1L, -1L),
                Tensors.spec("age", DataType.FP32, -1L, 1L));
        assertThat(features(layout)).containsExactly("age");
        assertThat(layout.leftOut())
                .containsExactly("image has too many entries a row: 150528", "tokens has rows of any size");
    }

    @Test
    void a_row_fits_into_a_page() {
        assertThat(features(layout(List.of(), List.of(), Tensors.spec("x", DataType.FP32, -1L, 1000L))))
                .hasSize(1000);
        assertThat(features(layout(List.of(), List.of(), Tensors.spec("x", DataType.FP64, -1L, 1000L))))
                .isEmpty();
        assertThat(features(layout(List.of(), List.of(), Tensors.spec("x", DataType.FP32, -1L, 1001L))))
                .isEmpty();
    }

    @Test
    void masks_take_the_declared_name_the_column_the_input_or_a_fixed_column() {
        RowLayout layout = layout(
                List.of("ts", "b", "c"),
                List.of("ts", "c", "entity", "typo", "flag"),
                Tensors.spec("x", DataType.FP32, -1L, 3L),
                Tensors.spec("flag", DataType.BOOL, -1L));
        assertThat(layout.features().getFirst().masked()).containsExactly(true, false, true);
        assertThat(layout.features().get(1).masked()).containsExactly(true);
        assertThat(layout.fixedMask().entity()).isTrue();
        assertThat(layout.unknownMasks()).containsExactly("typo");
    }

    @Test
    void the_prediction_is_the_label_and_the_score_comes_from_the_probabilities() {
        PredictionRule rule = PredictionRule.of(
                List.of(
                        Tensors.spec("label", DataType.INT64, -1L),
                        Tensors.spec("probabilities", DataType.FP32, -1L, 3L)),
                output -> List.of());
        assertThat(rule).isEqualTo(new PredictionRule.Label(0, DataType.INT64, 1, DataType.FP32));
        assertThat(rule.outputs()).containsExactly(0, 1);
    }

    @Test
    void numbers_alone_predict_a_class_and_one_number_predicts_itself() {
        Signature labels = new Signature(List.of(), List.of(new DeclaredOutput("p", List.of("no", "yes"))));
        RowLayout classes = RowLayout.of(
                new ModelSignature(
                        List.of(Tensors.spec("x", DataType.FP32, -1L, 2L)),
                        List.of(Tensors.spec("p", DataType.FP32, -1L, 2L))),
                labels,
                List.of());
        assertThat(classes.rule()).isEqualTo(new PredictionRule.Largest(0, DataType.FP32, List.of("no", "yes")));
        assertThat(classes.rule().type()).isEqualTo(ColumnType.TEXT);
        assertThat(layout(List.of(), List.of(), Tensors.spec("x", DataType.FP32, -1L, 2L))
                        .rule())
                .isEqualTo(new PredictionRule.Quantity(0, DataType.FP32));
    }
}
