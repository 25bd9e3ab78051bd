package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where features go in: columns of the one input, by name, or inputs of their own.
 *
 * @param inputs of the model, in its order
 * @param columns of the only input; empty where each name is an input of its own
 */
public record FeatureInputs(List<TensorSpec> inputs, List<String> columns) {
    /** Those of a model. */
    public static FeatureInputs of(ModelSignature signature, Signature declared) {
        List<TensorSpec> inputs = signature.inputs();
        return new FeatureInputs(
                inputs,
                inputs.size() == 1 ? declared.columnsOf(inputs.getFirst().name()) : List.of());
    }

    /**
     * The configuration with names for the columns of an input that has as many as there are features and no names: they are
     * those of the features, in their order.
     *
     * @throws FailureException if a feature has no place in the model
     */
    public static ModelServerConfig named(ModelServerConfig config, ModelSignature signature) throws FailureException {
        if (config.features().isEmpty()) {
            return config;
        }
        FeaturesConfig features = config.features().get();
        List<String> names = features.question().names();
        ModelServerConfig named = onlyInputTakes(signature, names.size())
                ? config.withColumns(signature.inputs().getFirst().name(), names)
                : config;
        Map<String, DataType> places = of(signature, named.model().signature()).places();
        for (int i = 0; i < names.size(); i++) {
            if (!places.containsKey(names.get(i))) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The feature %s is no column and no input of the model, which has %s. Name the columns in spec.model.signature."
                                .formatted(
                                        features.question().references().get(i),
                                        places.isEmpty()
                                                ? "columns without names"
                                                : String.join(", ", places.keySet())));
            }
        }
        return named;
    }

    private static boolean onlyInputTakes(ModelSignature signature, int columns) {
        List<Long> shape = signature.inputs().getFirst().shape();
        return signature.inputs().size() == 1 && shape.size() == 2 && (shape.get(1) == columns || shape.get(1) == -1);
    }

    /** Datatypes by the names that a row may have. */
    Map<String, DataType> places() {
        Map<String, DataType> places = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            inputs.forEach(input -> places.put(input.name(), input.datatype()));
        } else {
            columns.forEach(column -> places.put(column, inputs.getFirst().datatype()));
        }
        return places;
    }

    /** The datatype of a place that there is. */
    DataType type(String place) {
        return Objects.requireNonNull(places().get(place));
    }
}
