package dev.slipway.modelserver.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeShapTest {
    @ParameterizedTest
    @CsvSource({"xgboost.json, 0.2552114427089691", "xgboost.ubj, 0.2552114427089691", "lightgbm.txt, 0.427889087455204"
    })
    void contributions_add_up_to_the_prediction_of_python(String name, double prediction) throws FailureException {
        byte[] file = TreeFiles.bytes(name);
        TreeShap shap = TreeShap.of(ModelFormat.detect(file).orElseThrow(), file);
        double[] contributions = shap.contributions(new double[] {Double.NaN, 3, 4});
        assertThat(contributions).hasSize(4);
        assertThat(1 / (1 + Math.exp(-Arrays.stream(contributions).sum()))).isCloseTo(prediction, within(1e-6));
        assertThat(shap.cost()).isPositive();
    }

    @Test
    void the_deepest_tree_is_walked() throws FailureException {
        byte[] file = HostileTreesTest.chain(900).getBytes(StandardCharsets.UTF_8);
        TreeShap shap = TreeShap.of(ModelFormat.LIGHTGBM_TEXT, file);
        assertThat(Arrays.stream(shap.contributions(new double[] {1})).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void a_row_of_another_width_is_refused() throws FailureException {
        TreeShap shap = TreeShap.of(ModelFormat.LIGHTGBM_TEXT, TreeFiles.bytes("lightgbm.txt"));
        assertThatThrownBy(() -> shap.contributions(new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of 2 values instead of 3");
    }
}
