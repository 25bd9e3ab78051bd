package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Performance estimated from the model's own calibrated scores, before labels arrive. Blind to concept drift. */
@ValidationRule(
        value = "self.metric in ['accuracy', 'auc', 'f1', 'precision', 'recall']",
        messageExpression =
                "'metric ' + self.metric + ' cannot be estimated by ' + self.method + ': use accuracy, auc, f1, precision or recall'",
        fieldPath = ".metric")
public record Estimate(
        @JsonPropertyDescription("CBPE: confidence-based performance estimation, for classifiers.") @Default("CBPE")
        EstimateMethod method,

        @JsonPropertyDescription("What is estimated: accuracy, auc, f1, precision or recall.") @Required
        Metric metric,

        @JsonPropertyDescription("Smallest loss against the reference that counts as degraded.")
        @Default("" + Estimate.DEFAULT_MIN_DROP)
        @Min(0)
        Double minDrop) {

    static final double DEFAULT_MIN_DROP = 0.03;

    public Estimate {
        method = method == null ? EstimateMethod.CBPE : method;
        minDrop = minDrop == null ? DEFAULT_MIN_DROP : minDrop;
    }

    public enum EstimateMethod {
        CBPE
    }
}
