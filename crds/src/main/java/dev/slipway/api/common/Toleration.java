package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A node taint that the pods tolerate, as in Kubernetes. */
@ValidationRule(
        value = "!has(self.operator) || self.operator != 'Exists' || !has(self.value)",
        message = "operator Exists matches any value: remove value, or use operator Equal")
@ValidationRule(
        value = "has(self.key) || (has(self.operator) && self.operator == 'Exists')",
        message = "a toleration without key matches every taint: set key, or operator: Exists to mean that")
public record Toleration(
        @JsonPropertyDescription("Taint key. Empty with operator Exists tolerates every taint.")
        @Size(max = 317)
        @Nullable
        String key,

        @JsonPropertyDescription("Equal (default) compares the value, Exists takes any value.") @Nullable
        Operator operator,

        @JsonPropertyDescription("Taint value, with operator Equal.") @Size(max = 63) @Nullable
        String value,

        @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute. Default: all effects.") @Nullable
        Effect effect,

        @JsonPropertyDescription(
                "Seconds that a pod stays on a node after a NoExecute taint appears. Default: for ever.")
        @Nullable
        Long tolerationSeconds) {

    public enum Operator {
        Equal,
        Exists
    }

    public enum Effect {
        NoSchedule,
        PreferNoSchedule,
        NoExecute
    }
}
