package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;

/** One run for one request, measured, with each failure told to the completion. */
final class ModelRun {
    private final OnnxModel model;
    private final ModelMetrics metrics;

    ModelRun(OnnxModel model, ModelMetrics metrics) {
        this.model = model;
        this.metrics = metrics;
    }

    /** Runs; the request's memory is given back whatever happens. */
    void run(InferenceRequest request, Completion completion) {
        try (request) {
            long start = System.nanoTime();
            try (InferenceResult result = model.run(request.inputs(), request.outputs())) {
                metrics.executed(request.rows(), System.nanoTime() - start);
                completion.succeeded(result);
            }
        } catch (OrtException e) {
            completion.failed(InferenceFailure.of(
                    FailureCode.MODEL_REFUSED, "The model cannot run on this input: " + OrtMessage.shorten(e)));
        } catch (OutOfMemoryError e) {
            completion.failed(outOfMemory());
        }
    }

    static InferenceFailure outOfMemory() {
        return InferenceFailure.of(FailureCode.OUT_OF_MEMORY, "The server has no memory left for this request.");
    }
}
