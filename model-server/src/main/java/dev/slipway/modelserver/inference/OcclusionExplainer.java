package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.Optional;

/**
 * Explains predictions by occlusion: a feature's importance is by how much the score falls when the feature is replaced by
 * the baseline (zero or a mean) and everything else stays. The score is the value of the first floating-point output, or, where that
 * has several columns, the column that is largest for the unchanged row (the probability of the predicted class).
 */
final class OcclusionExplainer implements Explainer {
    /** Rows times features; about a second of a small model, and a bound for what one request may cost. */
    private static final long MOST_OCCLUDED = 65_536;

    private final InferenceService service;
    private final ScratchPool pool;
    private final String output;
    private final FeatureList features;
    private final Replacements replacements;

    private OcclusionExplainer(
            InferenceService service,
            ScratchPool pool,
            String output,
            FeatureList features,
            Replacements replacements) {
        this.replacements = replacements;
        this.service = service;
        this.pool = pool;
        this.output = output;
        this.features = features;
    }

    static OcclusionExplainer of(
            InferenceService service, WarmModel warm, FeatureList features, Replacements replacements)
            throws FailureException {
        for (TensorSpec output : warm.model().signature().outputs()) {
            boolean floating = output.datatype() == DataType.FP32 || output.datatype() == DataType.FP64;
            if (floating && !output.shape().isEmpty()) {
                return new OcclusionExplainer(service, warm.pool(), output.name(), features, replacements);
            }
        }
        throw FeatureList.invalid("The model cannot be explained: it has no floating-point output.");
    }

    @Override
    public Explanation explain(InferenceRequest request) throws RequestException {
        long most = Math.max(1, MOST_OCCLUDED / features.features().size());
        if (request.rows() > most) {
            throw RequestException.badRequest(
                    "%d rows are to be explained; with %d features at most %d at a time.",
                    request.rows(), features.features().size(), most);
        }
        Scores scores = new Scores(output);
        Occlusion occlusion = new Occlusion(request, features.features(), replacements, pool);
        scores.original(run(occlusion.original(output)), request.rows());
        for (int from = 0; from < occlusion.count(); from += Occlusion.ROWS_PER_RUN) {
            scores.occluded(run(occlusion.part(output, from)), occlusion.rowsFrom(from));
        }
        return new Explanation(
                ExplainMethod.Occlusion,
                output,
                scores.columns(),
                features.names(),
                scores.importance(features.features().size()),
                List.of());
    }

    /** On a worker a run is over when {@code infer} returns. */
    private OutputTensor run(InferenceRequest request) throws RequestException {
        Outcome outcome = new Outcome();
        service.infer(request, outcome);
        if (outcome.failure.isPresent()) {
            InferenceFailure failure = outcome.failure.get();
            throw new RequestException(failure.code(), failure.message());
        }
        return outcome.copy.orElseThrow();
    }

    private static final class Outcome implements Completion {
        private Optional<OutputTensor> copy = Optional.empty();
        private Optional<InferenceFailure> failure = Optional.empty();

        @Override
        public void succeeded(InferenceResult result) {
            copy = Optional.of(result.outputs().getFirst().copy());
        }

        @Override
        public void failed(InferenceFailure why) {
            failure = Optional.of(why);
        }
    }
}
