package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.inference.ModelRun.Asked;
import dev.slipway.modelserver.inference.WaitingLine.Admission;
import dev.slipway.modelserver.inference.WaitingLine.Entry;
import dev.slipway.modelserver.metrics.ModelMetrics;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs the model in this process: on the calling event loop where that is short and sharing a run would gain less than a
 * hand-over costs, else on one worker per core, behind a line.
 */
public final class LocalInference implements InferenceService, AutoCloseable {
    private final Placement placement;
    private final LearnedBatches batches;
    private final ModelMetrics metrics;
    private final ModelRun run;
    private final long waitNanos;
    private final WorkerPool<Job> workers;
    private final LoopTurns turns;
    private volatile boolean closed;

    /** A service of a warmed model. */
    public LocalInference(WarmModel warm, ModelServerConfig config, ModelMetrics metrics) {
        this.placement = warm.placement();
        this.batches = warm.batches();
        this.metrics = metrics;
        this.run = new ModelRun(warm.model(), warm.pool(), metrics);
        this.turns = new LoopTurns(batches::plan, this::runOnLoop);
        this.waitNanos = config.serving().queue().deadline().toNanos();
        int threads = Runtime.getRuntime().availableProcessors();
        WaitingLine<Job> line = new WaitingLine<>(batches::plan, config.limits().maxInFlight(), threads);
        this.workers = new WorkerPool<>(threads, line, this::work, this::tooLate);
    }

    /** What waits in line. */
    private sealed interface Job {
        /** A request. */
        record Run(Asked asked) implements Job {}

        /** Anything else that is too long for a loop. */
        record Task(Runnable work, Consumer<InferenceFailure> refused) implements Job {}
    }

    @Override
    public Pending infer(InferenceRequest request, Completion completion) {
        if (WorkerPool.onWorker()) {
            run.run(request, completion);
            return Pending.DONE;
        }
        if (closed) {
            new Asked(request, completion).failed(FailureCode.UNAVAILABLE, "The server is shutting down.");
            return Pending.DONE;
        }
        BatchPlan plan = batches.plan();
        if (plan.worthTheLine() || !placement.onLoop(request.elementCount())) {
            return enqueue(new Asked(request, completion));
        }
        Executor loop = plan.worthATurn() ? completion.loop() : null;
        if (loop != null) {
            return turns.add(loop, new Asked(request, completion));
        }
        runOnLoop(List.of(new Asked(request, completion)));
        return Pending.DONE;
    }

    private void runOnLoop(List<Asked> together) {
        LongSupplier clock = placement.clock();
        placement.observeOnLoop(clock, run.run(together, clock));
    }

    private Pending enqueue(Asked asked) {
        BatchPlan plan = batches.plan();
        InferenceRequest request = asked.request();
        int rows = (int) Math.min(Integer.MAX_VALUE, request.rows());
        Object key = plan.worthTheLine() ? RowBatch.key(request) : WaitingLine.ALONE;
        double cost = key == WaitingLine.ALONE
                ? plan.curve().nanos(rows)
                : rows * plan.curve().cheapestPerRow();
        Entry<Job> entry = entry(new Job.Run(asked), key, rows, cost, request.scheduling());
        metrics.queued();
        if (workers.submit(entry) instanceof Admission.Refused refused) {
            metrics.dequeued(0);
            asked.completion().failed(failure(refused));
            request.close();
            return Pending.DONE;
        }
        return () -> {
            if (workers.remove(entry)) {
                metrics.dequeued(System.nanoTime() - entry.arrivedNanos());
                asked.failed(FailureCode.CANCELLED, "The client went away.");
            }
        };
    }

    @Override
    public Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused) {
        double cost = batches.plan().curve().nanos(1);
        metrics.queued();
        Entry<Job> entry = entry(new Job.Task(work, refused), WaitingLine.ALONE, 1, cost, scheduling);
        if (workers.submit(entry) instanceof Admission.Refused refusal) {
            metrics.dequeued(0);
            refused.accept(failure(refusal));
            return Pending.DONE;
        }
        return () -> {
            if (workers.remove(entry)) {
                metrics.dequeued(System.nanoTime() - entry.arrivedNanos());
                refused.accept(InferenceFailure.of(FailureCode.CANCELLED, "The client went away."));
            }
        };
    }

    private Entry<Job> entry(Job job, Object key, int rows, double cost, Scheduling scheduling) {
        long now = System.nanoTime();
        return new Entry<>(
                job, key, rows, cost, scheduling.priority(), now, now + waitNanos, scheduling.deadlineNanos());
    }

    private static InferenceFailure failure(Admission.Refused refused) {
        long millis = Math.max(1, refused.retryAfterNanos() / 1_000_000);
        boolean again = refused.code() == FailureCode.RESOURCE_EXHAUSTED || refused.code() == FailureCode.HOPELESS;
        return new InferenceFailure(refused.code(), refused.message(), again ? millis : 0);
    }

    private void work(List<Entry<Job>> batch) {
        long now = System.nanoTime();
        batch.forEach(entry -> dequeued(entry, now));
        switch (batch.getFirst().job()) {
            case Job.Task task -> task.work().run();
            case Job.Run ignored ->
                run.run(batch.stream()
                        .map(entry -> ((Job.Run) entry.job()).asked())
                        .toList());
        }
    }

    private long dequeued(Entry<Job> entry, long now) {
        long waited = now - entry.arrivedNanos();
        metrics.dequeued(waited);
        if (entry.job() instanceof Job.Run job) {
            job.asked().completion().waited(waited);
        }
        return waited;
    }

    private void tooLate(Entry<Job> entry) {
        long waited = dequeued(entry, System.nanoTime());
        String message = "The deadline passed while the request waited: %d ms.".formatted(waited / 1_000_000);
        switch (entry.job()) {
            case Job.Task task -> task.refused().accept(InferenceFailure.of(FailureCode.DEADLINE_EXCEEDED, message));
            case Job.Run job -> job.asked().failed(FailureCode.DEADLINE_EXCEEDED, message);
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.close();
    }
}
