package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains predictions by occlusion: a feature's importance is by how much the score falls when the feature is replaced by
 * the baseline (zero) and everything else stays. The score is the value of the first floating-point output, or, where that
 * has several columns, the column that is largest for the unchanged row (the probability of the predicted class).
 */
public final class Explanation {
    private final InferenceService service;
    private final ScratchPool pool;
    private final String output;
    private final List<Feature> features;

    private Explanation(InferenceService service, ScratchPool pool, String output, List<Feature> features) {
        this.service = service;
        this.pool = pool;
        this.output = output;
        this.features = features;
    }

    /**
     * A column of an input.
     *
     * @param name the declared name of the column, or the input's name (with an index where it has several columns)
     * @param input which input
     * @param column which column of it
     */
    record Feature(String name, int input, int column) {}

    /**
     * What the features of each row are worth.
     *
     * @param output whose score it is
     * @param columns which column of that output was the score of each row
     * @param features the names
     * @param values importance by row and feature: positive where the feature raised the score
     */
    public record Importance(String output, List<Integer> columns, List<String> features, List<List<Double>> values) {}

    /** Who asked. */
    public interface Told {
        /** The explanation. */
        void explained(Importance importance);

        /** None. */
        void failed(InferenceFailure failure);
    }

    /** What a model with this signature can explain. */
    public static Explanation of(
            InferenceService service, ModelSignature signature, ScratchPool pool, Signature declared, Explain config)
            throws RequestException {
        Optional<TensorSpec> score = signature.outputs().stream()
                .filter(output ->
                        isFloating(output.datatype()) && !output.shape().isEmpty())
                .findFirst();
        List<Feature> features = features(signature, declared, config);
        if (score.isEmpty() || features.isEmpty()) {
            throw RequestException.unsupported(
                    "The model cannot be explained: it needs numeric inputs of rows and columns, and a floating-point output.");
        }
        return new Explanation(service, pool, score.get().name(), features);
    }

    private static boolean isFloating(DataType type) {
        return type == DataType.FP32 || type == DataType.FP64;
    }

    private static List<Feature> features(ModelSignature signature, Signature declared, Explain config) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < signature.inputs().size(); i++) {
            TensorSpec input = signature.inputs().get(i);
            int rank = input.shape().size();
            long width = rank == 2 ? input.shape().get(1) : rank == 1 ? 1 : -1;
            if (input.datatype() == DataType.BYTES || width < 1 || input.shape().getFirst() != -1) {
                continue;
            }
            List<String> names = declared.columnsOf(input.name());
            for (int column = 0; column < width; column++) {
                String name = column < names.size()
                        ? names.get(column)
                        : width == 1 ? input.name() : input.name() + "[" + column + "]";
                features.add(new Feature(name, i, column));
            }
        }
        return config.features().isEmpty()
                ? features
                : features.stream()
                        .filter(feature -> config.features().contains(feature.name()))
                        .toList();
    }

    /** Explains every row of a request, on a worker; the request belongs to this from here on. */
    public void explain(InferenceRequest request, Told told) {
        service.offload(
                () -> {
                    try (request) {
                        explainNow(request, told);
                    }
                },
                failure -> {
                    request.close();
                    told.failed(failure);
                });
    }

    private void explainNow(InferenceRequest request, Told told) {
        Scores scores = new Scores(output);
        Occlusion occlusion = new Occlusion(request, features, pool);
        try {
            scores.original(run(occlusion.original(output)));
            for (int from = 0; from < occlusion.count(); from += Occlusion.ROWS_PER_RUN) {
                scores.occluded(run(occlusion.part(output, from)), occlusion.rowsFrom(from));
            }
        } catch (FailedRun e) {
            told.failed(e.failure);
            return;
        }
        List<String> names = features.stream().map(Feature::name).toList();
        told.explained(new Importance(output, scores.columns(), names, scores.importance(features.size())));
    }

    /** On a worker a run is over when {@code infer} returns. */
    private OutputTensor run(InferenceRequest request) throws FailedRun {
        Outcome outcome = new Outcome();
        service.infer(request, outcome);
        if (outcome.failure.isPresent()) {
            throw new FailedRun(outcome.failure.get());
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

    private static final class FailedRun extends Exception {
        private static final long serialVersionUID = 1;

        private final transient InferenceFailure failure;

        FailedRun(InferenceFailure failure) {
            super(failure.message());
            this.failure = failure;
        }
    }
}
