package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An environment variable of a container: a literal value or one key of a Secret. */
@ValidationRule(
        value = "has(self.value) != has(self.secretKeyRef)",
        messageExpression = "'env variable ' + self.name + ' needs exactly one of value and secretKeyRef'")
@ValidationRule(
        value = "!self.name.startsWith('SLIPWAY_')",
        messageExpression =
                "'env variable ' + self.name + ': names that begin with SLIPWAY_ are set by Slipway; choose another'",
        fieldPath = ".name")
public record EnvVariable(
        @JsonPropertyDescription("Name of the variable. Names that begin with SLIPWAY_ are reserved.")
        @Required
        @Size(min = 1, max = 253)
        String name,

        @JsonPropertyDescription("Literal value.") @Size(max = 4096) @Nullable
        String value,

        @JsonPropertyDescription("Key of a Secret in the same namespace whose value is used.") @Nullable
        SecretKeyReference secretKeyRef) {

    /** One key of a Secret. */
    public record SecretKeyReference(
            @JsonPropertyDescription("Name of a Secret in the same namespace.")
            @Required
            @Size(min = 1, max = Formats.NAME_MAX)
            String name,

            @JsonPropertyDescription("Key within the Secret.") @Required @Size(min = 1, max = 253)
            String key) {}
}
