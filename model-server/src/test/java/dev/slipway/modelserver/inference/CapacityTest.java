package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ServingConfig.Mode;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final CostCurve TREES = new CostCurve(new int[] {1, 8, 64}, new long[] {6_000, 16_000, 224_000});

    @Test
    void runsThatAreSharedCountAtTheirCheapestSize() {
        assertThat(Capacity.of(new BatchPlan(Mode.Auto, 64, 0, TREES, ""), 2)).isEqualTo(new Capacity(1_000_000, 8, 6));
    }

    @Test
    void runsThatAreNotSharedCountOneByOne() {
        assertThat(Capacity.of(BatchPlan.off(TREES, ""), 1).json())
                .isEqualTo("{\"requestsPerSecond\":166667,\"bestBatch\":1,\"p50Micros\":6}");
    }
}
