package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostCurveTest {
    private static final int[] SIZES = {1, 8, 64};

    /** Measured per row: a network 9, 2 and 1.2 µs; trees 6, 2 and 3.5 µs; a convolution the same at any size. */
    private static CostCurve curve(String model) {
        return switch (model) {
            case "network" -> new CostCurve(SIZES, new long[] {9_000, 16_000, 77_000});
            case "trees" -> new CostCurve(SIZES, new long[] {6_000, 16_000, 224_000});
            default -> new CostCurve(SIZES, new long[] {24_000_000, 192_000_000, 1_536_000_000});
        };
    }

    @ParameterizedTest
    @CsvSource({
        "network, 64, 1, 64",
        "network, 64, 4, 8",
        "network, 3, 1, 3",
        "trees, 64, 1, 8",
        "trees, 8, 2, 8",
        "convolution, 4, 4, 1",
        "network, 1, 4, 1",
        "network, 500, 1, 64",
    })
    void a_worker_takes_what_empties_the_line_first(String model, int waiting, int free, int rows) {
        assertThat(curve(model).rowsToTake(waiting, free)).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource({"1, 9000", "4, 12000", "8, 16000", "64, 77000", "128, 154000"})
    void cost_between_measured_sizes_is_straight(int rows, long nanos) {
        assertThat(curve("network").nanos(rows)).isEqualTo(nanos);
    }

    @Test
    void fewer_rows_cost_no_more_than_more_rows_whatever_disturbed_the_measurement() {
        var disturbed = new CostCurve(new int[] {1, 8, 9, 16}, new long[] {1_000, 9_200, 3_400, 5_000});
        assertThat(disturbed.nanos(8)).isEqualTo(3_400);
        assertThat(disturbed.nanos(1)).isEqualTo(1_000);
        assertThat(disturbed.rowsToTake(16, 1)).isEqualTo(16);
    }
}
