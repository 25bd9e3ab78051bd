package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedInferenceTest {
    private final ModelMetrics metrics = new ModelMetrics();
    private OnnxModel model;
    private WarmModel warm;

    @BeforeEach
    void load() throws Exception {
        model = OnnxModel.load(TestModels.path("iris"), Threads.DEFAULT);
        warm = WarmModel.warm(model, 4, Batching.DEFAULT);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private InferenceRequest request(float... row) throws RequestException {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * 4).order(ByteOrder.nativeOrder());
        for (float value : row) {
            bytes.putFloat(value);
        }
        try (InputBinder binder = new InputBinder(model.signature(), warm.pool())) {
            binder.bindRaw(model.signature().inputs().getFirst(), new long[] {row.length / 4, 4}, bytes.flip());
            return binder.request("", Scheduling.DEFAULT);
        }
    }

    private static InferenceService.Completion collecting(Consumer<String> into) {
        return new InferenceService.Completion() {
            @Override
            public void succeeded(InferenceResult result) {
                OutputTensor probabilities = result.outputs().getLast();
                FloatBuffer values = (FloatBuffer) probabilities.packed();
                into.accept(values.get(0) + " " + values.get(1) + " " + values.get(2));
            }

            @Override
            public void failed(InferenceFailure failure) {
                into.accept(failure.code().name());
            }
        };
    }

    /** A model that answers when it is told to. */
    private final class Held implements InferenceService {
        private final List<Runnable> held = new ArrayList<>();

        @Override
        public Pending infer(InferenceRequest request, Completion completion) {
            held.add(() -> new ModelRun(model, warm.pool(), metrics).run(request, completion));
            return Pending.DONE;
        }

        @Override
        public Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused) {
            work.run();
            return Pending.DONE;
        }
    }

    @Test
    void equal_requests_run_once_whether_the_first_is_over_or_on_its_way() throws Exception {
        Held held = new Held();
        CachedInference cache = new CachedInference(held, new ResponseCache(Duration.ofMinutes(1), 1 << 20), metrics);
        List<String> answers = new ArrayList<>();

        cache.infer(request(1, 2, 3, 4), collecting(answers::add));
        cache.infer(request(1, 2, 3, 4), collecting(answers::add));
        cache.infer(request(1, 2, 3, 4), collecting(answers::add)).cancel();
        cache.infer(request(1, 2, 3, 5), collecting(answers::add));
        assertThat(answers).containsExactly("CANCELLED");
        held.held.forEach(Runnable::run);
        cache.infer(request(1, 2, 3, 4), collecting(answers::add));

        assertThat(held.held).hasSize(2);
        assertThat(metrics.executionCount()).isEqualTo(2);
        assertThat(answers.get(1))
                .isEqualTo(answers.get(2))
                .isEqualTo(answers.get(4))
                .isNotEqualTo(answers.get(3));
        assertThat(metrics.cacheHits()).isEqualTo(3);
    }

    @Test
    void an_answer_is_forgotten_after_its_time_and_the_store_keeps_its_budget() throws Exception {
        AnswerStore store = new AnswerStore(1000, 2000);
        List<OutputTensor> outputs;
        try (InferenceResult result =
                model.run(request(1, 2, 3, 4).inputs(), model.signature().outputNames())) {
            outputs = result.outputs().stream().map(OutputTensor::copy).toList();
        }
        CacheKey first = CacheKey.of(request(0, 0, 0, 0));
        store.put(first, outputs, 0);

        assertThat(store.find(first, 999)).isPresent();
        assertThat(store.find(first, 1000)).isEmpty();
        for (int i = 0; i < 100; i++) {
            store.put(CacheKey.of(request(i, 0, 0, 0)), outputs, 0);
            assertThat(store.bytes()).isLessThanOrEqualTo(2000);
        }
        assertThat(store.find(CacheKey.of(request(99, 0, 0, 0)), 0)).isPresent();
        assertThat(store.find(CacheKey.of(request(1, 0, 0, 0)), 0)).isEmpty();
    }

    @Test
    void importance_is_what_the_score_loses_without_the_feature() throws Exception {
        InferenceService service = new Direct();
        FeatureList features = FeatureList.of(
                model.signature(), Signature.NONE, new Explain(ExplainMethod.Occlusion, Baseline.Zero, List.of()));
        Explanation importance = OcclusionExplainer.of(service, warm, features, Replacements.ZEROS)
                .explain(request(5.1f, 3.5f, 1.4f, 0.2f, 6.3f, 3.3f, 6.0f, 2.5f));

        assertThat(importance.features()).containsExactly("x[0]", "x[1]", "x[2]", "x[3]");
        double before = score(6.3f, 3.3f, 6.0f, 2.5f, importance.columns().get(1));
        assertThat(importance.values().get(1).get(2))
                .isEqualTo(
                        before - score(6.3f, 3.3f, 0, 2.5f, importance.columns().get(1)));
        assertThat(importance.values().get(0).get(0))
                .isEqualTo(score(5.1f, 3.5f, 1.4f, 0.2f, importance.columns().get(0))
                        - score(0, 3.5f, 1.4f, 0.2f, importance.columns().get(0)));
    }

    private double score(float a, float b, float c, float d, int column) throws Exception {
        try (InferenceResult result =
                model.run(request(a, b, c, d).inputs(), model.signature().outputNames())) {
            return ((FloatBuffer) result.outputs().getLast().packed()).get(column);
        }
    }

    private final class Direct implements InferenceService {
        @Override
        public Pending infer(InferenceRequest request, Completion completion) {
            new ModelRun(model, warm.pool(), metrics).run(request, completion);
            return Pending.DONE;
        }

        @Override
        public Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused) {
            work.run();
            return Pending.DONE;
        }
    }
}
