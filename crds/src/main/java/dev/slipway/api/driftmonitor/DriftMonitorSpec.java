package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.CelRules;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.ObjectReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is compared with what, how often, and what follows. A model, a schedule and a reference are enough. */
@ValidationRule(
        value =
                "has(self.modelRef) || (has(self.current) && (has(self.current.postgres) || has(self.current.parquet)))",
        message =
                "nothing says where the current data is: set modelRef (its prediction log is read), current.postgres or current.parquet")
@ValidationRule(
        value = "!has(self.reference.predictionLog) || has(self.modelRef)",
        message = "reference.predictionLog is the log of a ModelDeployment: set modelRef, or use another reference",
        fieldPath = ".reference.predictionLog")
@ValidationRule(
        value =
                "!has(self.labels) || !has(self.labels.postgres) || has(self.labels.postgres.secretRef) || (has(self.current) && has(self.current.postgres))"
                        + " || (has(self.modelRef) && !(has(self.current) && has(self.current.parquet)))",
        message =
                "labels.postgres has no secretRef, and the current data is in no table whose secretRef could be taken: set secretRef",
        fieldPath = ".labels.postgres")
@ValidationRule(
        value =
                "!has(self.retraining) || !has(self.retraining.when) || !self.retraining.when.contains('performanceDegraded') || has(self.labels) || has(self.estimate)",
        messageExpression =
                "'retraining.when ' + self.retraining.when + ' asks for performanceDegraded, which nothing measures: set labels or estimate'",
        fieldPath = ".retraining.when")
@ValidationRule(
        value =
                "!has(self.prediction) || (has(self.features) && has(self.features.decision) && has(self.features.decision.method)"
                        + " && self.features.decision.method == 'PValue') || (has(self.features) && has(self.features.overrides)"
                        + " && self.features.overrides.exists(o, o.name == self.prediction.column)) || !(self.prediction.methods"
                        + FeatureTests.BEGIN_WITH_RANKS,
        messageExpression =
                "'prediction ' + self.prediction.column + ' is decided by the statistic of a test, which grows with the rows: begin its"
                        + " methods with a difference such as ks, or use features.decision.method PValue'",
        fieldPath = ".prediction")
@ValidationRule(
        value = "!has(self.budget) || !has(self.budget.maxRows)"
                + " || self.budget.maxRows >= (has(self.current) && has(self.current.minRows) ? self.current.minRows : "
                + CurrentData.DEFAULT_MIN_ROWS + ")",
        messageExpression =
                "'budget.maxRows %s is less than current.minRows, so that every verdict would be NoData: raise it, or lower current.minRows'.format([string(self.budget.maxRows)])",
        fieldPath = ".budget.maxRows")
@ValidationRule(
        value = "!has(self.promotion) || has(self.retraining)",
        message =
                "promotion judges what a retraining has made, and nothing retrains: set retraining, or remove promotion",
        fieldPath = ".promotion")
public record DriftMonitorSpec(
        @JsonPropertyDescription(
                "ModelDeployment whose prediction log is the current data. Absent: a model served elsewhere, with current.postgres or current.parquet.")
        @Nullable
        ObjectReference modelRef,

        @JsonPropertyDescription(
                "When to compare, as a cron expression: minute, hour, day of month, month, day of week.")
        @Required
        @Size(min = 1, max = CelRules.SCHEDULE_MAX)
        @ValidationRule(value = CelRules.SCHEDULE, messageExpression = CelRules.SCHEDULE_MESSAGE)
        String schedule,

        @JsonPropertyDescription("Time zone of the schedules, as in the IANA database.")
        @Default(DriftMonitorSpec.DEFAULT_TIME_ZONE)
        @Size(max = Formats.TIME_ZONE_MAX)
        @Pattern(Formats.TIME_ZONE)
        String timeZone,

        @JsonPropertyDescription("What the data looked like when the model was right.") @Required
        Reference reference,

        @JsonPropertyDescription("What the data looks like now. Default: the last 24h of the prediction log.")
        CurrentData current,

        @JsonPropertyDescription("How features are compared. Default: all of them, by effect size.")
        FeatureTests features,

        @JsonPropertyDescription(
                "Comparison of the model's answers. Default: column score of the prediction log, by ks and psi.")
        @Nullable
        PredictionTests prediction,

        @JsonPropertyDescription("Where the true answers arrive. Absent: performance is not measured.") @Nullable
        Labels labels,

        @JsonPropertyDescription("Performance estimated without labels. Absent: off.") @Nullable
        Estimate estimate,

        @JsonPropertyDescription("Rules that the current data must satisfy.") @Size(max = 256)
        List<Expectation> expectations,

        @JsonPropertyDescription("How much a run may read of each side. Absent: all of it.") @Nullable
        ReadBudget budget,

        @JsonPropertyDescription("Who is told, and after how many windows.")
        Alerting alerting,

        @JsonPropertyDescription("What trains the model again, and when. Absent: nothing does.") @Nullable
        Retraining retraining,

        @JsonPropertyDescription("The gate between champion and candidate. Absent: aliases are left alone.") @Nullable
        Promotion promotion,

        @JsonPropertyDescription("Where full reports are kept. Absent: only the summary in status.") @Nullable
        Report report,

        @JsonPropertyDescription("true stops runs, retraining and promotion until it is false again.") @Default("false")
        Boolean paused) {

    static final String DEFAULT_TIME_ZONE = "Etc/UTC";

    public DriftMonitorSpec {
        timeZone = timeZone == null ? DEFAULT_TIME_ZONE : timeZone;
        current = current == null ? CurrentData.DEFAULT : current;
        features = features == null ? FeatureTests.DEFAULT : features;
        expectations = expectations == null ? List.of() : List.copyOf(expectations);
        alerting = alerting == null ? Alerting.DEFAULT : alerting;
        paused = paused != null && paused;
    }
}
