package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Columns that are one feature, such as an embedding: each alone may stay as it was while all together move. */
public record FeatureVector(
        @JsonPropertyDescription("Name of the vector, in findings and overrides.")
        @Required
        @Size(min = 1, max = Formats.COLUMN_MAX)
        String name,

        @JsonPropertyDescription("Columns of numbers; * matches within a name, as in e_*.")
        @Required
        @Size(min = 1, max = 512)
        List<@Size(min = 1, max = Formats.COLUMN_MAX) String> columns) {

    public FeatureVector {
        columns = List.copyOf(columns);
    }
}
