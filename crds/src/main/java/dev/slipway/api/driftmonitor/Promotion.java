package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gate: a candidate becomes champion only if every rule holds on the evaluation data. */
public record Promotion(
        @JsonPropertyDescription("MLflow model and its two aliases.") @Required
        Registry registry,

        @JsonPropertyDescription("Rows on which both models are judged.") @Required
        Evaluation evaluation,

        @JsonPropertyDescription("Rules that must all hold.") @Required @Size(min = 1, max = 32)
        List<Rule> rules,

        @JsonPropertyDescription("When the old champion comes back.")
        Rollback rollback) {

    public Promotion {
        rules = List.copyOf(rules);
        rollback = rollback == null ? Rollback.DEFAULT : rollback;
    }

    /** A registered model of MLflow. */
    @ValidationRule(
            value = "self.championAlias != self.candidateAlias",
            messageExpression =
                    "'championAlias and candidateAlias are both ' + self.championAlias + ': the gate moves one to the other; use two aliases'",
            fieldPath = ".candidateAlias")
    public record Registry(
            @JsonPropertyDescription("Base URL of the MLflow server.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.HTTP_URL)
            String url,

            @JsonPropertyDescription("Name of the registered model.") @Required @Size(min = 1, max = 256)
            String model,

            @JsonPropertyDescription("Alias of the version that serves.") @Default("champion") @Size(min = 1, max = 256)
            String championAlias,

            @JsonPropertyDescription("Alias of the version that wants to.")
            @Default("challenger")
            @Size(min = 1, max = 256)
            String candidateAlias,

            @JsonPropertyDescription("Secret with token, or username and password, for the MLflow server.") @Nullable
            SecretReference secretRef) {

        public Registry {
            championAlias = championAlias == null ? "champion" : championAlias;
            candidateAlias = candidateAlias == null ? "challenger" : candidateAlias;
        }
    }

    /** Labelled rows that neither model was trained on. */
    public record Evaluation(
            @JsonPropertyDescription("Query that gives the rows.") @Required
            Query postgres,

            @JsonPropertyDescription("Column with the true answer.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String labelColumn) {}

    /** A query in PostgreSQL. */
    public record Query(
            @JsonPropertyDescription("Secret with host, port, database, username and password of PostgreSQL.") @Required
            SecretReference secretRef,

            @JsonPropertyDescription("A SELECT, run read-only, with one column for each feature and the label.")
            @Required
            @Size(min = 1, max = Formats.QUERY_MAX)
            String query) {}

    /** One rule: better than the champion, good enough, or in no segment worse. */
    @ValidationRule(
            value = "[has(self.minDelta), has(self.floor), has(self.maxDrop)].filter(x, x).size() == 1",
            messageExpression =
                    "'rule on %s needs exactly one of minDelta, floor and maxDrop, and has %s'.format([self.metric, string([has(self.minDelta), has(self.floor), has(self.maxDrop)].filter(x, x).size())])")
    @ValidationRule(
            value = "!has(self.confidence) || has(self.minDelta)",
            messageExpression =
                    "'rule on ' + self.metric + ': confidence is for minDelta; remove it, or compare by minDelta'",
            fieldPath = ".confidence")
    @ValidationRule(
            value = "!has(self.by) || has(self.maxDrop)",
            messageExpression =
                    "'rule on ' + self.metric + ' by ' + self.by + ' needs maxDrop: the most that a segment may lose'",
            fieldPath = ".by")
    public record Rule(
            @JsonPropertyDescription("What is measured.") @Required
            Metric metric,

            @JsonPropertyDescription("The candidate is better than the champion by at least this.") @Nullable
            Double minDelta,

            @JsonPropertyDescription("How sure of minDelta one must be, by a paired bootstrap. Default: 0.95.")
            @Min(0.5)
            @Max(0.9999)
            @Nullable
            Double confidence,

            @JsonPropertyDescription(
                    "Worst value of the candidate: the least, or the most for logLoss, brier, mae and rmse.")
            @Nullable
            Double floor,

            @JsonPropertyDescription("Column whose values are segments, each of which is judged, with maxDrop.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            @Nullable
            String by,

            @JsonPropertyDescription("The candidate is worse than the champion by at most this.") @Min(0) @Nullable
            Double maxDrop) {}

    /** Guard after a promotion: the alias goes back to the old champion. */
    public record Rollback(
            @JsonPropertyDescription("How long the new champion is watched.")
            @Default("2h")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String watch,

            @JsonPropertyDescription("What brings the old champion back. Empty: nothing does.")
            @Size(max = 2)
            @Default("[\"errorRate\",\"performance\"]")
            List<Signal> signals) {

        public static final Rollback DEFAULT = new Rollback("2h", List.of(Signal.errorRate, Signal.performance));

        public Rollback {
            watch = watch == null ? "2h" : watch;
            signals = signals == null ? List.of(Signal.errorRate, Signal.performance) : List.copyOf(signals);
        }

        public enum Signal {
            errorRate,
            performance
        }
    }
}
