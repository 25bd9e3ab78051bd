package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule that the current data must satisfy: about one column, or about the number of rows. */
@ValidationRule(
        value = "has(self.column) != has(self.rows)",
        messageExpression =
                "has(self.column) ? 'expectation on column ' + self.column + ' is also about rows: write two expectations' : 'expectation is about nothing: set column or rows'")
@ValidationRule(
        value = "has(self.column) == (has(self.notNull) || has(self.min) || has(self.max) || has(self.inSet))",
        messageExpression =
                "has(self.column) ? 'expectation on column ' + self.column + ' checks nothing: set notNull, min, max or inSet' : 'notNull, min, max and inSet are about a column: set column'")
@ValidationRule(
        value = "!has(self.min) || !has(self.max) || self.min <= self.max",
        messageExpression = "'expectation: min %s is more than max %s'.format([string(self.min), string(self.max)])",
        fieldPath = ".min")
public record Expectation(
        @JsonPropertyDescription("Column that is checked.") @Size(min = 1, max = Formats.COLUMN_MAX) @Nullable
        String column,

        @JsonPropertyDescription("Least share of rows with a value.") @Min(0) @Max(1) @Nullable
        Double notNull,

        @JsonPropertyDescription("Least value.") @Nullable Double min,

        @JsonPropertyDescription("Greatest value.") @Nullable
        Double max,

        @JsonPropertyDescription("The values that may occur, as text.") @Size(min = 1, max = 1000) @Nullable
        List<@Size(max = 256) String> inSet,

        @JsonPropertyDescription("Bounds on the number of rows in the window.") @Nullable
        Rows rows) {

    /** Bounds on the number of rows. */
    @ValidationRule(value = "has(self.min) || has(self.max)", message = "rows has no bound: set min, max or both")
    @ValidationRule(
            value = "!has(self.min) || !has(self.max) || self.min <= self.max",
            messageExpression = "'rows: min %s is more than max %s'.format([string(self.min), string(self.max)])",
            fieldPath = ".min")
    public record Rows(
            @JsonPropertyDescription("Fewest rows.") @Min(0) @Nullable
            Long min,

            @JsonPropertyDescription("Most rows.") @Min(0) @Nullable
            Long max) {}
}
