package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.DeclaredOutput;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of the classes of each output: as declared, or as the graph has them. */
final class ClassLabels {
    private final Map<String, List<String>> labels = new HashMap<>();
    private final Map<String, DataType> types = new HashMap<>();

    ClassLabels(ModelSignature signature, Signature declared) {
        for (TensorSpec output : signature.outputs()) {
            types.put(output.name(), output.datatype());
            labels.put(output.name(), signature.labelsOf(output.name()));
        }
        for (DeclaredOutput output : declared.outputs()) {
            if (!output.labels().isEmpty()) {
                labels.put(output.name(), output.labels());
            }
        }
    }

    /** In the order of the classes; empty where they have no names. */
    List<String> of(String output) {
        return labels.getOrDefault(output, List.of());
    }

    /** Whether an output's values can be compared. */
    boolean numeric(String output) {
        return types.get(output) != DataType.BYTES;
    }
}
