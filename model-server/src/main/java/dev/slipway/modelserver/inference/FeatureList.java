package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a model's inputs that are explained, in the order of the inputs.
 *
 * @param features the columns
 */
record FeatureList(List<Feature> features) {
    /**
     * A column of an input.
     *
     * @param name the declared name of the column, or the input's name (with an index where it has several columns)
     * @param input which input
     * @param column which column of it
     */
    record Feature(String name, int input, int column) {}

    static FeatureList of(ModelSignature signature, Signature declared, Explain config) throws FailureException {
        List<Feature> all = new ArrayList<>();
        for (int i = 0; i < signature.inputs().size(); i++) {
            TensorSpec input = signature.inputs().get(i);
            if (input.datatype() != DataType.BYTES) {
                all.addAll(columns(input, i, declared.columnsOf(input.name())));
            }
        }
        if (all.isEmpty()) {
            throw invalid("The model cannot be explained: it needs numeric inputs of rows and columns.");
        }
        for (String wanted : config.features()) {
            if (all.stream().noneMatch(feature -> feature.name().equals(wanted))) {
                throw invalid("explain.features has '%s'; the model has %s.".formatted(wanted, names(all)));
            }
        }
        return new FeatureList(
                config.features().isEmpty()
                        ? List.copyOf(all)
                        : all.stream()
                                .filter(feature -> config.features().contains(feature.name()))
                                .toList());
    }

    private static List<Feature> columns(TensorSpec input, int index, List<String> names) {
        int rank = input.shape().size();
        long width = rank == 2 ? input.shape().get(1) : rank == 1 ? 1 : -1;
        List<Feature> columns = new ArrayList<>();
        if (width < 1 || input.shape().getFirst() != -1) {
            return columns;
        }
        for (int column = 0; column < width; column++) {
            String name = column < names.size()
                    ? names.get(column)
                    : width == 1 ? input.name() : input.name() + "[" + column + "]";
            columns.add(new Feature(name, index, column));
        }
        return columns;
    }

    List<String> names() {
        return names(features);
    }

    private static List<String> names(List<Feature> features) {
        return features.stream().map(Feature::name).toList();
    }

    static FailureException invalid(String message) {
        return new FailureException(CommonReason.InvalidConfig, message);
    }
}
