package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.onnx.ConvertedFile;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Says what the features of a request are worth. */
public interface Explainer {
    /** The name of the tensor of explanations, in answers that are tensors; MLServer's explainers call it so too. */
    String OUTPUT = "explanation";

    /**
     * Explains every row. Takes as long as many runs of the model: only on a worker ({@link InferenceService#offload}).
     *
     * @param request stays open
     */
    Explanation explain(InferenceRequest request) throws RequestException;

    /**
     * The explainer for a protocol whose answers are tensors.
     *
     * @throws RequestException {@code UNSUPPORTED} where explanations are off, or an output of the model has their name
     */
    static Explainer asTensor(Optional<Explainer> explainer, ModelSignature signature) throws RequestException {
        if (signature.outputNames().contains(OUTPUT)) {
            throw RequestException.unsupported(
                    "The model has an output '%s' of its own; ask for explanations with V1's :explain.", OUTPUT);
        }
        return explainer.orElseThrow(Explainer::off);
    }

    /** Why there is no explanation. */
    static RequestException off() {
        return RequestException.unsupported("Explanations are off for this model; set explain (server.explain).");
    }

    /**
     * The explainer of a configuration; empty where explanations are off.
     *
     * @param service the model itself: what is run to explain is neither kept nor recorded
     * @param file the model's file
     * @param golden inputs of known requests, over which means are taken
     * @throws FailureException {@code InvalidConfig} where the model cannot be explained as the configuration says
     */
    static Optional<Explainer> of(
            InferenceService service,
            WarmModel warm,
            ModelServerConfig config,
            Path file,
            List<List<TensorInput>> golden)
            throws FailureException {
        Optional<Explain> explain = config.serving().explain();
        if (explain.isEmpty()) {
            return Optional.empty();
        }
        FeatureList features =
                FeatureList.of(warm.model().signature(), config.model().signature(), explain.get());
        return Optional.of(
                switch (explain.get().method()) {
                    case Occlusion ->
                        OcclusionExplainer.of(
                                service,
                                warm,
                                features,
                                Replacements.of(explain.get().baseline(), features, golden));
                    case Shapley -> ShapleyExplainer.of(ConvertedFile.shapley(file), features);
                });
    }
}
