package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * The most frequent values of some columns, each compared as a data set of its own: a shift in one country is lost among all
 * rows. What is found is told as {@code amount [country=DE]}.
 */
public record Segments(
        @JsonPropertyDescription(
                "Columns whose values are the segments, each column for itself. They may be ignored as features.")
        @Required
        @Size(min = 1, max = 8)
        List<@Size(min = 1, max = Formats.COLUMN_MAX) String> by,

        @JsonPropertyDescription("How many values of each column are segments, the most frequent of the reference.")
        @Default("" + Segments.DEFAULT_TOP_K)
        @Min(1)
        @Max(200)
        Integer topK,

        @JsonPropertyDescription("A value with fewer rows, in the reference or now, is not compared.")
        @Default("" + Segments.DEFAULT_MIN_ROWS)
        @Min(1)
        @Max(1000000000)
        Integer minRows) {

    static final int DEFAULT_TOP_K = 20;
    static final int DEFAULT_MIN_ROWS = 200;

    public Segments {
        by = List.copyOf(by);
        topK = topK == null ? DEFAULT_TOP_K : topK;
        minRows = minRows == null ? DEFAULT_MIN_ROWS : minRows;
    }
}
