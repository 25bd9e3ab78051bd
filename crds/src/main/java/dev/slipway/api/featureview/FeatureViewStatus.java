package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Condition;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true now. Written by the operator in one write, only when it differs. Absent fields are not known yet.
 * Times are RFC 3339 in UTC.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FeatureViewStatus(
        @JsonPropertyDescription("Generation of the spec that this status describes.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Conditions. Ready copies the first one that fails, in the order of this list.")
        List<Condition> conditions,

        @JsonPropertyDescription("Where the features are served within the cluster.") @Nullable
        String url,

        @JsonPropertyDescription("Name of the view on the wire, with the default applied.") @Nullable
        String viewName,

        @JsonPropertyDescription("Feast project, with the default applied.") @Nullable
        String project,

        @JsonPropertyDescription("Names of the entities, for kubectl get.") @Nullable
        String entities,

        @JsonPropertyDescription(
                "Layout and Secret of the online store, such as FeastV3 online-redis, for kubectl get.")
        @Nullable
        String store,

        @JsonPropertyDescription("Rows in the online store, counted by the last run.") @Nullable
        Long rows,

        @JsonPropertyDescription("When the last successful run ended.") @Nullable
        String lastMaterializedTime,

        @JsonPropertyDescription("Newest event time that is served; never ahead of the clock.") @Nullable
        String eventTimeWatermark,

        @JsonPropertyDescription("How far the source has been read, in terms of source.postgres.cursorField.") @Nullable
        String cursor,

        @JsonPropertyDescription("The last materialization run.") @Nullable
        Run lastRun,

        @JsonPropertyDescription("What the rules said in the last run.") @Nullable
        ValidationResult validation) {

    public FeatureViewStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** One materialization run. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Run(
            @JsonPropertyDescription("Name of the Job.") @Nullable
            String jobName,

            @JsonPropertyDescription("When it started.") @Nullable
            String startTime,

            @JsonPropertyDescription("When it ended. Absent while it runs.") @Nullable
            String finishTime,

            @JsonPropertyDescription("Running, Succeeded, Blocked (by validation) or Failed.") @Nullable
            Result result,

            @JsonPropertyDescription("Rows read from PostgreSQL.") @Nullable
            Long rowsRead,

            @JsonPropertyDescription("Rows written to Redis.") @Nullable
            Long rowsWritten,

            @JsonPropertyDescription("Rows not written because a newer one is stored.") @Nullable
            Long rowsSkipped,

            @JsonPropertyDescription("Rows older than the watermark that were found by reading back.") @Nullable
            Long rowsLate,

            @JsonPropertyDescription("Rows set apart by validation.") @Nullable
            Long rowsQuarantined) {

        public enum Result {
            Running,
            Succeeded,
            Blocked,
            Failed
        }
    }

    /** Outcome of the validation rules. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ValidationResult(
            @JsonPropertyDescription("Rules that held.") int passed,

            @JsonPropertyDescription("Rules that did not hold.")
            int failed,

            @JsonPropertyDescription("The rules that did not hold, at most 20.") @Size(max = 20)
            List<Failure> failures,

            @JsonPropertyDescription("Table with the rows set apart.") @Nullable
            String quarantineTable) {

        public ValidationResult {
            failures = failures == null ? List.of() : List.copyOf(failures);
        }
    }

    /** A rule that did not hold. */
    public record Failure(
            @JsonPropertyDescription("Name of the rule.") String rule,

            @JsonPropertyDescription("What was found, and what was allowed.")
            String message) {}
}
