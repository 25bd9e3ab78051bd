package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A column that is served. The default is always written as a string: one spelling for all types, no 64-bit integer or
 * decimal rounded by a JSON reader, and null (the same as absent) for "no value".
 */
@ValidationRule(
        value =
                "!has(self.default) || (self.type in ['INT32', 'INT64'] ? self.default.matches('^-?[0-9]{1,19}$') : self.type in ['FLOAT', 'DOUBLE'] ? self.default.matches('^(-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?|NaN|-?Infinity)$') : self.type == 'BOOL' ? self.default in ['true', 'false'] : self.type == 'UNIX_TIMESTAMP' ? self.default.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[-+][0-9]{2}:[0-9]{2})$') : !self.type.endsWith('_LIST') || (self.default.startsWith('[') && self.default.endsWith(']')))",
        messageExpression =
                "'default ' + self.default + ' of feature ' + self.name + ' is not of type ' + self.type + ': write numbers as \"0\", BOOL as \"true\" or \"false\", UNIX_TIMESTAMP as RFC 3339, lists as a JSON array'",
        fieldPath = ".default")
public record Feature(
        @JsonPropertyDescription("Name of the column in the source (after fieldMapping) and of the feature.")
        @Required
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        String name,

        @JsonPropertyDescription("Type of the value, in Feast's vocabulary.") @Required
        ValueType type,

        @JsonProperty("default")
        @JsonPropertyDescription(
                "Value that is served where there is none, always as a string: \"0\", \"0.5\", \"true\", \"[1, 2]\". Absent or null: null.")
        @Size(max = 1024)
        @Nullable
        String defaultValue,

        @JsonPropertyDescription("What the feature means, for people.") @Size(max = 1024) @Nullable
        String description) {

    /** Feast's types, by the names of its ValueType.Enum. */
    public enum ValueType {
        BYTES,
        STRING,
        INT32,
        INT64,
        DOUBLE,
        FLOAT,
        BOOL,
        UNIX_TIMESTAMP,
        BYTES_LIST,
        STRING_LIST,
        INT32_LIST,
        INT64_LIST,
        DOUBLE_LIST,
        FLOAT_LIST,
        BOOL_LIST,
        UNIX_TIMESTAMP_LIST
    }
}
