package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** How much a run may read of each side. The same rows are kept every time, so that samples can be compared. */
@ValidationRule(
        value = "has(self.maxRows) || has(self.maxBytes) || has(self.share)",
        message = "budget bounds nothing: set maxRows, maxBytes or share, or remove it")
@ValidationRule(
        value = "!has(self.keyColumn) || has(self.maxRows) || has(self.share)",
        messageExpression =
                "'budget.keyColumn ' + self.keyColumn + ' chooses the rows of a sample, and nothing is sampled: set share or maxRows'",
        fieldPath = ".keyColumn")
public record ReadBudget(
        @JsonPropertyDescription("Most rows. Of more, a sample is kept.") @Min(1) @Max(1000000000000L) @Nullable
        Long maxRows,

        @JsonPropertyDescription("Most bytes that are taken from the source, such as 2Gi; reading ends there.")
        @Nullable
        Quantity maxBytes,

        @JsonPropertyDescription("Share of the rows that is kept, chosen by a hash.") @Min(1e-9) @Max(1) @Nullable
        Double share,

        @JsonPropertyDescription(
                "Column whose value is hashed, so that rows of one key are kept or left together. Default: the row's number.")
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        @Nullable
        String keyColumn) {}
