package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Comparison of the model's answers, now and in the reference. */
public record PredictionTests(
        @JsonPropertyDescription("Column with the answer.")
        @Default(PredictionTests.DEFAULT_COLUMN)
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        String column,

        @JsonPropertyDescription("Methods of comparison, as for features.")
        @Size(min = 1, max = 7)
        @Default("[\"ks\",\"psi\"]")
        List<FeatureTests.Method> methods) {

    static final String DEFAULT_COLUMN = "score";

    public PredictionTests {
        column = column == null ? DEFAULT_COLUMN : column;
        methods = methods == null ? List.of(FeatureTests.Method.ks, FeatureTests.Method.psi) : List.copyOf(methods);
    }
}
