package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a graph this server can take and give, with what change, and a way out for the others. Sequences and
 * maps, which no protocol carries, are served as the tensors that they are made of.
 */
final class ServableTypes {
    private final Map<String, NodeSkim.Parsed> producers;
    private final Map<String, DataType> casts = new LinkedHashMap<>();
    private final Map<String, GraphChanges.ZipMap> zipMaps = new LinkedHashMap<>();
    private final Map<String, List<String>> constructed = new LinkedHashMap<>();
    private final Map<String, DataType> concatenated = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<TensorSpec> inputs = new ArrayList<>();
    private final List<TensorSpec> outputs = new ArrayList<>();

    /** For a graph in which these nodes make values that are no tensors, by the name of the value. */
    ServableTypes(Map<String, NodeSkim.Parsed> producers) {
        this.producers = producers;
    }

    void input(ValueInfo.Parsed value) throws FailureException {
        distinct("input", value);
        inputs.add(
                switch (value.kind()) {
                    case TENSOR -> bounded(tensor("input", value));
                    case SEQUENCE_OF_TENSORS, SEQUENCE_OF_MAPS, SEQUENCE_OF_OTHERS, MAP ->
                        throw unsupported(
                                "The input '%s' is a sequence or map; export the model with tensors as inputs.",
                                value.name());
                    case SPARSE_TENSOR, OPTIONAL, UNKNOWN -> throw noTensor("input", value);
                });
    }

    void output(ValueInfo.Parsed value) throws FailureException {
        distinct("output", value);
        switch (value.kind()) {
            case TENSOR -> outputs.add(tensor("output", value));
            case SEQUENCE_OF_TENSORS -> tensors(value);
            case SEQUENCE_OF_MAPS -> maps(value);
            case SEQUENCE_OF_OTHERS, MAP ->
                throw unsupported("The output '%s' is a map or a nested sequence; export tensors.", value.name());
            case SPARSE_TENSOR, OPTIONAL, UNKNOWN -> throw noTensor("output", value);
        }
    }

    ModelSignature signature() {
        Map<String, ClassNames> classes = new LinkedHashMap<>();
        zipMaps.forEach((name, zipMap) -> classes.put(name, zipMap.classes()));
        return new ModelSignature(inputs, outputs, classes);
    }

    GraphChanges changes() {
        return new GraphChanges(casts, zipMaps, constructed, concatenated);
    }

    private void maps(ValueInfo.Parsed value) throws FailureException {
        NodeSkim.Parsed producer = producers.get(value.name());
        if (producer == null
                || !producer.operator().equals("ZipMap")
                || producer.inputs().size() != 1) {
            throw unsupported(
                    "The output '%s' is a sequence of maps that no ZipMap makes; export a scikit-learn classifier"
                            .concat(" with zipmap=False."),
                    value.name());
        }
        zipMaps.put(value.name(), new GraphChanges.ZipMap(producer.inputs().getFirst(), producer.classes()));
        int names = producer.classes().names().size();
        long classes = names == 0 ? -1 : names;
        outputs.add(new TensorSpec(value.name(), DataType.FP32, List.of(-1L, classes)));
    }

    private void tensors(ValueInfo.Parsed value) throws FailureException {
        DataType type = type("output", value);
        NodeSkim.Parsed producer = producers.get(value.name());
        if (type.carrier() != type) {
            throw unsupported("The output '%s' is a sequence of %s; cast it to INT64.", value.name(), type);
        }
        if (producer == null || !producer.operator().equals("SequenceConstruct")) {
            concatenated.put(value.name(), type);
            outputs.add(new TensorSpec(value.name(), type, List.of()));
            return;
        }
        constructed.put(value.name(), producer.inputs());
        for (int i = 0; i < producer.inputs().size(); i++) {
            outputs.add(new TensorSpec(GraphChanges.element(value.name(), i), type, List.of()));
        }
    }

    private TensorSpec tensor(String role, ValueInfo.Parsed value) throws FailureException {
        DataType type = type(role, value);
        if (type.carrier() != type) {
            casts.put(value.name(), type);
        }
        return new TensorSpec(value.name(), type, value.shape());
    }

    private void distinct(String role, ValueInfo.Parsed value) throws FailureException {
        if (!seen.add(role + value.name())) {
            throw unsupported("The graph has two %ss '%s'; export the model again.", role, value.name());
        }
    }

    /** One row must fit into one buffer, or nobody could ask the model anything. */
    private static TensorSpec bounded(TensorSpec input) throws FailureException {
        double bytes = Math.max(1, input.datatype().size());
        for (long size : input.shape()) {
            bytes *= Math.max(1, size);
        }
        if (bytes > Integer.MAX_VALUE) {
            throw unsupported(
                    "The input '%s' has the shape %s, over 2 GiB for one row; export the model with a smaller one.",
                    input.name(), input.shape());
        }
        return input;
    }

    private static DataType type(String role, ValueInfo.Parsed value) throws FailureException {
        return DataType.ofOnnx(value.elementType())
                .orElseThrow(() -> unsupported(
                        "The %s '%s' has the ONNX element type %d, which no protocol here carries; cast it to FP32.",
                        role, value.name(), value.elementType()));
    }

    private static FailureException noTensor(String role, ValueInfo.Parsed value) {
        return unsupported("The %s '%s' is no dense tensor; export the model with tensors only.", role, value.name());
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static FailureException unsupported(String format, Object... values) {
        return new FailureException(Reason.UnsupportedModelFormat, format.formatted(values));
    }
}
