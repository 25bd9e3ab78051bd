package dev.slipway.driftjob.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KswinTest {
    @Test
    void a_jump_is_found_soon_and_a_saved_state_goes_on_alike() {
        SplittableRandom random = new SplittableRandom(5);
        Detector one = new Kswin();
        Detector other = new Kswin();
        int found = -1;
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian() + (i < 1_000 ? 0 : 3);
            Signal signal = one.add(value);
            assertThat(other.add(value)).isEqualTo(signal);
            Detector restored = new Kswin();
            restored.restore(other.state());
            other = restored;
            if (signal == Signal.DRIFT && i >= 1_000 && found < 0) {
                found = i;
            }
        }
        assertThat(found).isBetween(1_000, 1_030);
    }

    @Test
    void a_state_of_another_detector_is_refused() {
        for (DetectorType type : DetectorType.values()) {
            assertThatThrownBy(() -> type.create().restore(new double[] {1, 2, 3}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
