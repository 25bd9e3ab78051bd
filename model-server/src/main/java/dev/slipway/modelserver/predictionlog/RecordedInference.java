package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.onnx.InferenceResult;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model whose answers are recorded, whatever protocol asked. */
public final class RecordedInference implements InferenceService {
    private final InferenceService model;
    private final PredictionLog log;

    /** Records what {@code model} answers. */
    public RecordedInference(InferenceService model, PredictionLog log) {
        this.model = model;
        this.log = log;
    }

    @Override
    public Pending infer(InferenceRequest request, Completion completion) {
        return model.infer(request, new Recording(request, completion));
    }

    @Override
    public Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused) {
        return model.offload(work, scheduling, refused);
    }

    /** Records after the client's answer is made: the record must not make it later. */
    private final class Recording implements Completion {
        private final InferenceRequest request;
        private final Completion completion;
        private final long start = System.nanoTime();

        Recording(InferenceRequest request, Completion completion) {
            this.request = request;
            this.completion = completion;
        }

        @Override
        public void succeeded(InferenceResult result) {
            Origin origin = completion.origin();
            try {
                completion.succeeded(result);
            } finally {
                long since = origin.arrivedNanos() == 0 ? start : origin.arrivedNanos();
                log.record(
                        new LoggedRequest(
                                id(origin.requestId()), origin.entity(), origin.arm(), System.nanoTime() - since),
                        request.inputs(),
                        result.outputs());
            }
        }

        private String id(@Nullable String header) {
            if (!request.id().isEmpty()) {
                return request.id();
            }
            return header != null && !header.isEmpty() ? header : randomId();
        }

        @Override
        public void failed(InferenceFailure failure) {
            completion.failed(failure);
        }

        @Override
        public void waited(long nanos) {
            completion.waited(nanos);
        }

        @Override
        public void computed(long nanos) {
            completion.computed(nanos);
        }

        @Override
        public @Nullable Executor loop() {
            return completion.loop();
        }

        @Override
        public Origin origin() {
            return completion.origin();
        }
    }

    /** It tells requests apart and samples them evenly; nobody has to guess it in vain. */
    private static String randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }
}
