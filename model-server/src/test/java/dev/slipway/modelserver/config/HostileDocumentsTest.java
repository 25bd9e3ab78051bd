package dev.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.Mutations;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HostileDocumentsTest {
    @Test
    void a_damaged_configuration_is_read_or_refused_as_one() {
        byte[] whole =
                ("{\"name\":\"iris\",\"model\":{\"uri\":\"s3://b/m\",\"format\":\"onnx\",\"signature\":{\"inputs\":"
                                + "[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,4],\"columns\":[\"a\",\"b\",\"c\",\"d\"]}]}},"
                                + "\"protocols\":{\"v1\":false},\"threads\":{\"intraOp\":2},\"warmup\":{\"requests\":3},"
                                + "\"limits\":{\"maxInFlight\":7},\"executionProviders\":[\"CUDA\",\"CPU\"],\"batching\":"
                                + "{\"mode\":\"Fixed\",\"maxBatchSize\":8,\"maxDelayMillis\":3},\"queue\":{\"deadlineMillis\":9},"
                                + "\"responseCache\":{\"ttlMillis\":5,\"maxBytes\":6},\"precision\":\"INT8\","
                                + "\"golden\":{\"directory\":\"/g\",\"tolerance\":0.5},\"explain\":{\"baseline\":\"Mean\"},"
                                + "\"predictionLog\":{\"credentialsDirectory\":\"/s\",\"table\":\"t\",\"sampleRate\":0.5}}")
                        .getBytes(StandardCharsets.UTF_8);
        Mutations mutations = new Mutations(21);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            byte[] damaged = i == 0 ? whole : mutations.of(whole);
            try {
                assertThat(ConfigFile.parse(damaged).config().name()).isNotEmpty();
            } catch (FailureException e) {
                assertThat(i).as(e.failure().message()).isPositive();
                assertThat(e.failure().reason()).isEqualTo(CommonReason.InvalidConfig);
                assertThat(e.failure().message())
                        .startsWith("The configuration")
                        .doesNotContain("Exception");
            }
        }
    }
}
