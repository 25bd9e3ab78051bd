package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A feature computed over the last {@code window} of event time, from tiles of {@code hop} kept in PostgreSQL. */
@ValidationRule(
        value = "self.__function__ == 'count' || has(self.column)",
        messageExpression =
                "'aggregation ' + self.name + ': function ' + self.__function__ + ' needs a column; only count works without'")
@ValidationRule(
        value = "!has(self.hop) || " + Aggregation.WINDOW_SECONDS + " % " + Aggregation.HOP_SECONDS + " == 0",
        messageExpression =
                "'aggregation ' + self.name + ': hop ' + self.hop + ' does not divide window ' + self.window + ': tiles must fill the window exactly'",
        fieldPath = ".hop")
public record Aggregation(
        @JsonPropertyDescription("Name of the feature.")
        @Required
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        String name,

        @JsonPropertyDescription("What is computed. last is the value with the latest event time.") @Required
        Function function,

        @JsonPropertyDescription("Column of the source. Absent, with function count: rows are counted.")
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        @Nullable
        String column,

        @JsonPropertyDescription("Length of the window: one number and one of s, m, h, d.")
        @Required
        @Size(max = 8)
        @Pattern(Formats.WINDOW)
        String window,

        @JsonPropertyDescription(
                "Length of a tile, which divides the window: the value is at most this much out of date. Default: a twelfth of the window.")
        @Size(max = 8)
        @Pattern(Formats.WINDOW)
        @Nullable
        String hop) {

    static final String UNITS = "{'s': 1, 'm': 60, 'h': 3600, 'd': 86400}";
    static final String WINDOW_SECONDS = "(int(self.window.substring(0, size(self.window) - 1)) * " + UNITS
            + "[self.window.substring(size(self.window) - 1)])";
    static final String HOP_SECONDS =
            "(int(self.hop.substring(0, size(self.hop) - 1)) * " + UNITS + "[self.hop.substring(size(self.hop) - 1)])";

    public enum Function {
        count,
        sum,
        avg,
        min,
        max,
        last
    }
}
