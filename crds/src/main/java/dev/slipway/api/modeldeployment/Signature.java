package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model takes and gives, in the vocabulary of the Open Inference Protocol. */
public record Signature(
        @JsonPropertyDescription("Input tensors.") @Size(max = 64)
        List<Input> inputs,

        @JsonPropertyDescription("Output tensors.") @Size(max = 64)
        List<Output> outputs) {

    public Signature {
        inputs = inputs == null ? List.of() : List.copyOf(inputs);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
    }

    /** Element types of the Open Inference Protocol. */
    public enum Datatype {
        BOOL,
        UINT8,
        UINT16,
        UINT32,
        UINT64,
        INT8,
        INT16,
        INT32,
        INT64,
        FP16,
        BF16,
        FP32,
        FP64,
        BYTES
    }

    /** An input tensor and the meaning of its columns. */
    @ValidationRule(
            value =
                    "!has(self.columns) || !has(self.shape) || size(self.shape) == 0 || self.shape[size(self.shape) - 1] == -1 || self.shape[size(self.shape) - 1] == size(self.columns)",
            messageExpression =
                    "'input %s names %s columns but its last dimension is %s: make them equal'.format([self.name, string(size(self.columns)), string(self.shape[size(self.shape) - 1])])",
            fieldPath = ".columns")
    public record Input(
            @JsonPropertyDescription("Name of the tensor in the model file.") @Required @Size(min = 1, max = 256)
            String name,

            @JsonPropertyDescription("Element type. Default: as in the file.") @Nullable
            Datatype datatype,

            @JsonPropertyDescription("Dimensions; -1 is variable. Default: as in the file.") @Size(max = 16) @Nullable
            List<@Min(-1) @Max(Integer.MAX_VALUE) Integer> shape,

            @JsonPropertyDescription("Names of the last dimension's columns, in order.")
            @Size(min = 1, max = 4096)
            @Nullable
            List<@Size(min = 1, max = 128) String> columns) {}

    /** An output tensor and the meaning of its values. */
    public record Output(
            @JsonPropertyDescription("Name of the tensor in the model file.") @Required @Size(min = 1, max = 256)
            String name,

            @JsonPropertyDescription("Element type. Default: as in the file.") @Nullable
            Datatype datatype,

            @JsonPropertyDescription("Dimensions; -1 is variable. Default: as in the file.") @Size(max = 16) @Nullable
            List<@Min(-1) @Max(Integer.MAX_VALUE) Integer> shape,

            @JsonPropertyDescription("Class labels, by index.") @Size(min = 1, max = 4096) @Nullable
            List<@Size(min = 1, max = 128) String> labels) {}
}
