package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ModelServerConfig.DeclaredOutput;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.ClassNames;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of the classes of each output: as declared, or as the graph has them. */
public final class ClassLabels {
    private final Map<String, List<String>> labels = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();
    private final Map<String, DataType> types = new HashMap<>();

    /** For the outputs of a model. */
    public ClassLabels(ModelSignature signature, Signature declared) {
        for (TensorSpec output : signature.outputs()) {
            types.put(output.name(), output.datatype());
            ClassNames classes = signature.classesOf(output.name());
            labels.put(output.name(), classes.names());
            if (classes.numbers()) {
                numbers.add(output.name());
            }
        }
        for (DeclaredOutput output : declared.outputs()) {
            if (!output.labels().isEmpty()) {
                labels.put(output.name(), output.labels());
                numbers.remove(output.name());
            }
        }
    }

    /** In the order of the classes; empty where they have no names. */
    public List<String> of(String output) {
        return labels.getOrDefault(output, List.of());
    }

    /** Whether the names of an output's classes are whole numbers of its graph. */
    public boolean areNumbers(String output) {
        return numbers.contains(output);
    }

    /** Refuses the parameter {@code classification} for an output whose values cannot be compared. */
    public void checkNumeric(String output) throws RequestException {
        if (types.get(output) == DataType.BYTES) {
            throw RequestException.badRequest(
                    "Output '%s' is %s; 'classification' takes numbers.", output, DataType.BYTES);
        }
    }
}
