package dev.slipway.modelserver.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    @Test
    void the_share_is_as_asked_for_consecutive_ids() {
        for (double rate : new double[] {0, 0.01, 0.1, 0.5, 0.9, 1}) {
            Sampler sampler = new Sampler(rate);
            long taken = IntStream.range(0, 100_000)
                    .filter(i -> sampler.takes("request-" + i))
                    .count();
            // Four standard deviations of a fair draw.
            assertThat((double) taken)
                    .isBetween(
                            100_000 * rate - 4 * Math.sqrt(100_000 * rate * (1 - rate)),
                            100_000 * rate + 4 * Math.sqrt(100_000 * rate * (1 - rate)));
        }
    }

    @Test
    void an_id_is_always_decided_alike_and_a_smaller_share_is_part_of_a_larger() {
        Sampler small = new Sampler(0.2);
        Sampler large = new Sampler(0.3);
        for (int i = 0; i < 10_000; i++) {
            String id = "a" + i;
            assertThat(small.takes(id)).isEqualTo(new Sampler(0.2).takes(new String(id)));
            if (small.takes(id)) {
                assertThat(large.takes(id)).isTrue();
            }
        }
    }
}
