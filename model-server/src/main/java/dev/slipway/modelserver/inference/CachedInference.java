package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal requests the answer of the first: kept ones at once, and those that come while the first is on its way when
 * it has its answer. Keys are compared whole: a hash that two requests share would be a wrong answer.
 */
public final class CachedInference implements InferenceService {
    private final InferenceService model;
    private final ModelMetrics metrics;
    private final AnswerStore store;
    private final Map<CacheKey, List<Follower>> flights = new HashMap<>();

    /** A cache before a model. */
    public CachedInference(InferenceService model, ResponseCache config, ModelMetrics metrics) {
        this.model = model;
        this.metrics = metrics;
        this.store = new AnswerStore(config.ttl().toNanos(), config.maxBytes());
    }

    private record Follower(InferenceRequest request, Completion completion) {}

    @Override
    public Pending infer(InferenceRequest request, Completion completion) {
        long start = System.nanoTime();
        CacheKey key = CacheKey.of(request);
        Optional<List<OutputTensor>> kept = store.find(key, start);
        if (kept.isPresent()) {
            metrics.cacheHit(System.nanoTime() - start);
            tell(request, completion, kept.get());
            return Pending.DONE;
        }
        Follower follower = new Follower(request, completion);
        synchronized (flights) {
            List<Follower> flight = flights.get(key);
            if (flight != null) {
                flight.add(follower);
                metrics.cacheHit(System.nanoTime() - start);
                return () -> giveUp(key, follower);
            }
            flights.put(key, new ArrayList<>());
        }
        metrics.cacheMiss(System.nanoTime() - start);
        return model.infer(request, new Leader(key, completion));
    }

    @Override
    public Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused) {
        return model.offload(work, scheduling, refused);
    }

    private static void tell(InferenceRequest request, Completion completion, List<OutputTensor> outputs) {
        try (request) {
            completion.succeeded(new InferenceResult(outputs, () -> {}));
        }
    }

    private void giveUp(CacheKey key, Follower follower) {
        boolean waiting;
        synchronized (flights) {
            List<Follower> flight = flights.get(key);
            waiting = flight != null && flight.remove(follower);
        }
        if (waiting) {
            follower.completion().failed(InferenceFailure.of(FailureCode.CANCELLED, "The client went away."));
            follower.request().close();
        }
    }

    /** The first of equal requests. */
    private final class Leader implements Completion {
        private final CacheKey key;
        private final Completion own;

        Leader(CacheKey key, Completion own) {
            this.key = key;
            this.own = own;
        }

        @Override
        public void succeeded(InferenceResult result) {
            long start = System.nanoTime();
            List<OutputTensor> copy =
                    result.outputs().stream().map(OutputTensor::copy).toList();
            store.put(key, copy, start);
            metrics.cacheKept(System.nanoTime() - start);
            List<Follower> followers = land();
            own.succeeded(result);
            followers.forEach(follower -> tell(follower.request(), follower.completion(), copy));
        }

        @Override
        public void waited(long nanos) {
            own.waited(nanos);
        }

        @Override
        public void computed(long nanos) {
            own.computed(nanos);
        }

        @Override
        public @Nullable Executor loop() {
            return own.loop();
        }

        /** What is wrong with the input is wrong for all; other failures were the first's alone. */
        @Override
        public void failed(InferenceFailure failure) {
            List<Follower> followers = land();
            own.failed(failure);
            for (Follower follower : followers) {
                if (failure.code() == FailureCode.MODEL_REFUSED) {
                    follower.completion().failed(failure);
                    follower.request().close();
                } else {
                    model.infer(follower.request(), follower.completion());
                }
            }
        }

        private List<Follower> land() {
            synchronized (flights) {
                List<Follower> followers = flights.remove(key);
                return followers == null ? List.of() : followers;
            }
        }
    }
}
