package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchingTest {
    private static final Batching FIXED = new Batching(Mode.Fixed, 8, Duration.ofMillis(5));

    private final ModelMetrics metrics = new ModelMetrics();

    private static WarmModel learned(OnnxModel model) throws Exception {
        WarmModel warm = WarmModel.warm(model, 8, FIXED);
        assertThat(warm.plan().mode()).as("before anything is known").isEqualTo(Mode.Off);
        warm.batches().learn(LearnedBatches.Rest.NONE);
        return warm;
    }

    private static ModelServerConfig config(Batching batching) {
        ModelServerConfig byHand = ModelServerConfig.byHand("m", "file:///unused");
        return new ModelServerConfig(
                "m",
                byHand.model(),
                byHand.protocols(),
                byHand.threads(),
                8,
                byHand.limits(),
                new ServingConfig(
                        List.of("CPU"),
                        batching,
                        new ServingConfig.Queue(Duration.ofMinutes(1)),
                        ServingConfig.ResponseCache.OFF,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static String answer(InferenceResult result) {
        StringBuilder text = new StringBuilder();
        for (OutputTensor output : result.outputs()) {
            byte[] bytes = new byte[output.bytes().remaining()];
            output.bytes().get(bytes);
            text.append(HexFormat.of().formatHex(bytes))
                    .append(output.strings())
                    .append(';');
        }
        return text.toString();
    }

    private static InferenceRequest request(WarmModel warm, int rows, Random random) throws RequestException {
        TensorSpec input = warm.model().signature().inputs().getFirst();
        int width = Math.toIntExact(input.shape().getLast());
        ByteBuffer bytes = ByteBuffer.allocate(rows * width * 4).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            bytes.putFloat(random.nextFloat());
        }
        try (InputBinder binder = new InputBinder(warm.model().signature(), warm.pool())) {
            binder.bindRaw(input, new long[] {rows, width}, bytes.flip());
            return binder.request("", Scheduling.DEFAULT);
        }
    }

    private static String alone(OnnxModel model, List<TensorInput> inputs) throws Exception {
        try (InferenceResult result = model.run(inputs, model.signature().outputNames())) {
            return answer(result);
        }
    }

    @Test
    void answers_under_load_are_the_bytes_of_a_run_alone() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("iris"), Threads.DEFAULT);
                ExecutorService clients = Executors.newFixedThreadPool(16)) {
            WarmModel warm = learned(model);
            assertThat(warm.plan().mode()).as(warm.plan().reason()).isEqualTo(Mode.Fixed);
            try (LocalInference service = new LocalInference(warm, config(FIXED), metrics)) {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                AtomicInteger answered = new AtomicInteger();
                for (int i = 0; i < 400; i++) {
                    int seed = i;
                    all.add(CompletableFuture.runAsync(() -> check(warm, service, seed, answered), clients));
                }
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
                assertThat(answered).hasValue(400);
                assertThat(metrics.executionCount()).as("runs for 400 requests").isLessThan(300);
            }
        }
    }

    private void check(WarmModel warm, LocalInference service, int seed, AtomicInteger answered) {
        try {
            InferenceRequest request = request(warm, 1 + seed % 3, new Random(seed));
            String expected = alone(warm.model(), request.inputs());
            CompletableFuture<String> answer = new CompletableFuture<>();
            service.infer(request, completing(answer));
            assertThat(answer.join()).isEqualTo(expected);
            answered.incrementAndGet();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static InferenceService.Completion completing(CompletableFuture<String> answer) {
        return new InferenceService.Completion() {
            @Override
            public void succeeded(InferenceResult result) {
                answer.complete(answer(result));
            }

            @Override
            public void failed(InferenceFailure failure) {
                answer.complete(failure.code() + ": " + failure.message());
            }
        };
    }

    @Test
    void a_model_whose_rows_see_each_other_is_not_batched_and_says_so() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("rows_see_each_other"), Threads.DEFAULT)) {
            WarmModel warm = learned(model);

            assertThat(warm.plan().mode()).isEqualTo(Mode.Off);
            assertThat(warm.plan().reason())
                    .isEqualTo("Output 'y' of a row differs between a run of 1 and a run of 2 rows.");
        }
    }

    @Test
    void what_is_measured_again_is_never_dearer_alone() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("iris"), Threads.DEFAULT)) {
            WarmModel warm = learned(model);
            long before = warm.plan().curve().nanos(1);

            BatchPlan again = warm.batches().learn(LearnedBatches.Rest.NONE);

            assertThat(again.mode()).as(again.reason()).isEqualTo(Mode.Fixed);
            assertThat(again.curve().nanos(1)).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void a_model_without_a_batch_axis_is_not_batched_and_says_so() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("scalar"), Threads.DEFAULT)) {
            assertThat(learned(model).plan().reason())
                    .isEqualTo("The first dimension is not variable in every input and output.");
        }
    }

    @Test
    void a_request_that_waits_is_dropped_when_its_client_goes() throws Exception {
        try (OnnxModel model = OnnxModel.load(TestModels.path("slow"), Threads.DEFAULT)) {
            WarmModel warm = WarmModel.warm(model, 2, Batching.DEFAULT);
            try (LocalInference service = new LocalInference(warm, config(Batching.DEFAULT), metrics)) {
                int running = Runtime.getRuntime().availableProcessors();
                CountDownLatch done = new CountDownLatch(running);
                for (int i = 0; i < running; i++) {
                    service.infer(slow(warm), counting(done));
                }
                CompletableFuture<String> dropped = new CompletableFuture<>();
                InferenceService.Pending pending = service.infer(slow(warm), completing(dropped));
                pending.cancel();

                assertThat(dropped).isCompletedWithValue("CANCELLED: The client went away.");
                done.await();
                assertThat(metrics.pending()).isZero();
            }
        }
    }

    private static InferenceRequest slow(WarmModel warm) throws RequestException {
        try (InputBinder binder = new InputBinder(warm.model().signature(), warm.pool())) {
            ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            binder.bindRaw(
                    warm.model().signature().inputs().getFirst(),
                    new long[] {1},
                    one.putFloat(1).flip());
            return binder.request("", Scheduling.DEFAULT);
        }
    }

    private static InferenceService.Completion counting(CountDownLatch done) {
        return new InferenceService.Completion() {
            @Override
            public void succeeded(InferenceResult result) {
                done.countDown();
            }

            @Override
            public void failed(InferenceFailure failure) {
                done.countDown();
            }
        };
    }
}
