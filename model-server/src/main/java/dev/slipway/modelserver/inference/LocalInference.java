package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.metrics.ModelMetrics;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Runs the model in this process: on the calling event loop where that is short enough, else on one worker per core. */
public final class LocalInference implements InferenceService, AutoCloseable {
    private final Placement placement;
    private final ModelMetrics metrics;
    private final ModelRun run;
    private final ExecutorService workers;

    /** A service of a warmed model. */
    public LocalInference(WarmModel warm, ModelMetrics metrics) {
        this.placement = warm.placement();
        this.metrics = metrics;
        this.run = new ModelRun(warm.model(), metrics);
        this.workers = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().name("inference-", 0).daemon().factory());
    }

    @Override
    public Pending infer(InferenceRequest request, Completion completion) {
        if (OnWorker.CURRENT.get() != null) {
            run.run(request, completion);
            return Pending.DONE;
        }
        if (placement.onLoop(request.elementCount())) {
            long start = System.nanoTime();
            run.run(request, completion);
            placement.observeOnLoop(System.nanoTime() - start);
            return Pending.DONE;
        }
        execute(() -> run.run(request, completion));
        return Pending.DONE;
    }

    @Override
    public void offload(Runnable work, Consumer<InferenceFailure> refused) {
        execute(work);
    }

    private void execute(Runnable work) {
        metrics.queued();
        long queuedAt = System.nanoTime();
        workers.execute(() -> {
            metrics.dequeued(System.nanoTime() - queuedAt);
            OnWorker.run(work);
        });
    }

    @Override
    public void close() {
        workers.shutdown();
    }

    /** Marks the threads that may take long. */
    private static final class OnWorker {
        static final ThreadLocal<Boolean> CURRENT = new ThreadLocal<>();

        static void run(Runnable work) {
            CURRENT.set(true);
            work.run();
        }
    }
}
