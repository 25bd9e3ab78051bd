package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.workload.memory.NoRoomException;
import java.util.List;
import java.util.function.LongSupplier;

/** One run for one request or for several, measured, with each failure told to the completions. */
final class ModelRun {
    private static final long FAILED = -1;

    private final OnnxModel model;
    private final ScratchPool pool;
    private final ModelMetrics metrics;

    ModelRun(OnnxModel model, ScratchPool pool, ModelMetrics metrics) {
        this.model = model;
        this.pool = pool;
        this.metrics = metrics;
    }

    /**
     * A request and who waits for its answer.
     *
     * @param request what to run
     * @param completion whom to tell
     */
    record Asked(InferenceRequest request, Completion completion) {
        void failed(FailureCode code, String message) {
            completion.failed(InferenceFailure.of(code, message));
            request.close();
        }
    }

    /** Runs one; its memory is given back whatever happens. */
    void run(InferenceRequest request, Completion completion) {
        long _ = run(request, completion, System::nanoTime);
    }

    /** How long the model took by this clock, without what is done with its answer. */
    private long run(InferenceRequest request, Completion completion, LongSupplier clock) {
        long took = 0;
        try (request) {
            long begun = clock.getAsLong();
            long start = System.nanoTime();
            try (InferenceResult result = model.run(request.inputs(), request.outputs())) {
                long nanos = System.nanoTime() - start;
                took = clock.getAsLong() - begun;
                metrics.executed(request.rows(), nanos);
                completion.computed(nanos);
                completion.succeeded(result);
            }
        } catch (OrtException e) {
            completion.failed(InferenceFailure.of(
                    FailureCode.MODEL_REFUSED, "The model cannot run on this input: " + OrtMessage.shorten(e)));
        } catch (OutOfMemoryError e) {
            completion.failed(outOfMemory());
        } catch (RuntimeException e) {
            completion.failed(InferenceFailure.defect(e));
        }
        return took;
    }

    /** Runs several as one. Where that fails, each runs alone: one bad row must not fail the others. */
    void run(List<Asked> batch) {
        long _ = run(batch, System::nanoTime);
    }

    /** The same, and how long the longest run of the model took by this clock, without what is done with the answers. */
    long run(List<Asked> batch, LongSupplier clock) {
        long took = batch.size() == 1 ? FAILED : together(batch, clock);
        if (took != FAILED) {
            return took;
        }
        long longest = 0;
        for (Asked asked : batch) {
            longest = Math.max(longest, run(asked.request(), asked.completion(), clock));
        }
        return longest;
    }

    private long together(List<Asked> batch, LongSupplier clock) {
        List<InferenceRequest> requests = batch.stream().map(Asked::request).toList();
        long begun = clock.getAsLong();
        long start = System.nanoTime();
        try (RowBatch rows = new RowBatch(requests, pool);
                InferenceResult result =
                        model.run(rows.inputs(), requests.getFirst().outputs())) {
            if (!rows.splits(result)) {
                return FAILED;
            }
            long nanos = System.nanoTime() - start;
            long took = clock.getAsLong() - begun;
            metrics.executed(rows.rowCount(), nanos);
            for (int i = 0; i < batch.size(); i++) {
                tell(batch.get(i), nanos, rows.part(result, i));
            }
            return took;
        } catch (OrtException | NoRoomException | OutOfMemoryError e) {
            return FAILED;
        }
    }

    /** A defect costs its own request, not those that shared the run. */
    private static void tell(Asked asked, long nanos, InferenceResult part) {
        InferenceRequest request = asked.request();
        try (request) {
            asked.completion().computed(nanos);
            asked.completion().succeeded(part);
        } catch (RuntimeException e) {
            asked.completion().failed(InferenceFailure.defect(e));
        }
    }

    private static InferenceFailure outOfMemory() {
        return InferenceFailure.of(FailureCode.OUT_OF_MEMORY, "The server has no memory left for this request.");
    }
}
