package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalInferenceTest {
    /** As in the first seconds of a server under load, whose answers are written by code that is not compiled yet. */
    @Test
    void a_quick_model_stays_on_its_loop_when_what_is_done_with_its_answers_is_slow() throws Exception {
        List<Thread> ranOn = new ArrayList<>();
        try (OnnxModel model = OnnxModel.load(TestModels.path("iris"), Threads.DEFAULT)) {
            WarmModel warm = WarmModel.warm(model, 8, Batching.DEFAULT);
            ModelServerConfig config = ModelServerConfig.byHand("m", "file:///unused");
            try (LocalInference service = new LocalInference(warm, config, new ModelMetrics())) {
                for (int i = 0; i < 10; i++) {
                    InferenceRequest request = new InferenceRequest(
                            "", warm.example(), model.signature().outputNames(), Scheduling.DEFAULT, List.of());
                    service.infer(request, slowly(ranOn));
                }
            }
        }
        assertThat(ranOn).hasSize(10).containsOnly(Thread.currentThread());
    }

    private static InferenceService.Completion slowly(List<Thread> ranOn) {
        return new InferenceService.Completion() {
            @Override
            public void succeeded(InferenceResult result) {
                ranOn.add(Thread.currentThread());
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void failed(InferenceFailure failure) {
                throw new AssertionError(failure.message());
            }
        };
    }
}
