package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rows of a run must satisfy before they are served. */
public record Validation(
        @JsonPropertyDescription(
                "Block writes nothing and the watermark stays; Quarantine sets the offending rows apart; Warn writes all and reports.")
        @Default("Block")
        OnFailure onFailure,

        @JsonPropertyDescription("Checks of a run, each with a name of its own.") @Size(max = 64)
        List<Rule> rules) {

    public static final Validation NONE = new Validation(OnFailure.Block, List.of());

    public Validation {
        onFailure = onFailure == null ? OnFailure.Block : onFailure;
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    public enum OnFailure {
        Block,
        Quarantine,
        Warn
    }

    /** One check. The rule named {@code unique} needs no bound: entity key and event time may occur once. */
    @ValidationRule(
            value =
                    "[has(self.maxNullFraction), has(self.min) || has(self.max), has(self.minRows), has(self.maxEventAge)].filter(x, x).size() == (self.name == 'unique' ? 0 : 1)",
            messageExpression =
                    "self.name == 'unique' ? 'validation rule unique takes no bound: it checks that entity key and event time occur once' : 'validation rule ' + self.name + ' needs exactly one check: maxNullFraction, min and max, minRows or maxEventAge; or the name unique'")
    @ValidationRule(
            value = "has(self.feature) == (has(self.maxNullFraction) || has(self.min) || has(self.max))",
            messageExpression =
                    "'validation rule ' + self.name + (has(self.feature) ? ' is about all rows: remove feature ' + self.feature : ' is about one feature: set feature')")
    @ValidationRule(
            value = "!has(self.min) || !has(self.max) || self.min <= self.max",
            messageExpression =
                    "'validation rule %s: min %s is more than max %s'.format([self.name, string(self.min), string(self.max)])",
            fieldPath = ".min")
    public record Rule(
            @JsonPropertyDescription("Name of the check in status, events and metrics. unique is a check of its own.")
            @Required
            @Size(min = 1, max = Formats.LABEL_MAX)
            @Pattern(Formats.DNS_LABEL)
            String name,

            @JsonPropertyDescription("Feature or aggregation that is checked, with maxNullFraction, min and max.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Nullable
            String feature,

            @JsonPropertyDescription("Largest share of rows without a value.") @Min(0) @Max(1) @Nullable
            Double maxNullFraction,

            @JsonPropertyDescription("Least value.") @Nullable
            Double min,

            @JsonPropertyDescription("Greatest value.") @Nullable
            Double max,

            @JsonPropertyDescription("Least number of rows that the source must have.") @Min(0) @Nullable
            Long minRows,

            @JsonPropertyDescription("Most time that may have passed since the newest event time.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String maxEventAge) {}
}
