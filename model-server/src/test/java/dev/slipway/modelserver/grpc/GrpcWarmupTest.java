package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.onnx.OnnxModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcWarmupTest {
    private static int warm(String name) throws Exception {
        ModelServerConfig config = ModelServerConfig.byHand("m", "file:///unused");
        try (OnnxModel model = OnnxModel.load(TestModels.path(name), Threads.DEFAULT)) {
            WarmModel warm = WarmModel.warm(
                    model, config.warmupRequests(), config.serving().batching());
            return GrpcWarmup.run(config, warm, 50_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "scalar", "uint32"})
    void calls_are_answered(String name) throws Exception {
        assertThat(warm(name)).isPositive();
    }

    @Test
    void a_model_of_strings_starts_without() throws Exception {
        assertThat(warm("strings")).isZero();
    }
}
