package dev.slipway.modelserver.lifecycle;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.http.GoldenRequests;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.ParityCheck;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import dev.slipway.modelserver.precision.ParityReport;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What another precision costs, found out at load: the model as it came is loaded beside it for so long. */
final class PrecisionParity {
    private PrecisionParity() {}

    static ParityReport of(ModelServerConfig config, Path file, WarmModel warm) throws FailureException {
        List<InferenceRequest> golden = new ArrayList<>();
        try (OnnxModel exact =
                OnnxModel.load(file, config.threads(), config.serving().executionProviders())) {
            if (config.serving().golden().isPresent()) {
                golden.addAll(GoldenRequests.requests(config.serving().golden().get(), config, warm));
            }
            return ParityCheck.of(
                    exact,
                    warm.model(),
                    config.serving().precision(),
                    golden.stream().map(InferenceRequest::inputs).toList(),
                    warm.exampleValue());
        } catch (OrtException e) {
            throw new FailureException(
                    Reason.WarmupFailed, "The model as it came fails at a run: " + OrtMessage.shorten(e), e);
        } finally {
            golden.forEach(InferenceRequest::close);
        }
    }
}
