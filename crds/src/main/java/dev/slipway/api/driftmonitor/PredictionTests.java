package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Comparison of the model's answers, now and in the reference. */
public record PredictionTests(
        @JsonPropertyDescription("Column with the score.")
        @Default(PredictionTests.DEFAULT_COLUMN)
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        String column,

        @JsonPropertyDescription("Column with the predicted class. It is never a feature.")
        @Default(PredictionTests.DEFAULT_CLASS_COLUMN)
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        String classColumn,

        @JsonPropertyDescription(
                "What the score is: Probability (of class 1), Confidence (of the predicted class), Value (a regression), or Auto, told by the data. Set it where a model decides by another threshold than 0.5.")
        @Default("Auto")
        Kind kind,

        @JsonPropertyDescription("Methods of comparison, as for features.")
        @Size(min = 1, max = 11)
        @Default("[\"ks\",\"psi\"]")
        List<FeatureTests.Method> methods) {

    static final String DEFAULT_COLUMN = "score";
    static final String DEFAULT_CLASS_COLUMN = "prediction";

    public PredictionTests {
        column = column == null ? DEFAULT_COLUMN : column;
        classColumn = classColumn == null ? DEFAULT_CLASS_COLUMN : classColumn;
        kind = kind == null ? Kind.Auto : kind;
        methods = methods == null ? List.of(FeatureTests.Method.ks, FeatureTests.Method.psi) : List.copyOf(methods);
    }

    public enum Kind {
        Auto,
        Probability,
        Confidence,
        Value
    }
}
