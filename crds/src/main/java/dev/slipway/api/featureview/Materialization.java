package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.CelRules;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.Resources;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When and how rows are copied from PostgreSQL to Redis: a CronJob that reads what is new. */
public record Materialization(
        @JsonPropertyDescription("Cron expression: minute, hour, day of month, month, day of week.")
        @Default("'" + Materialization.DEFAULT_SCHEDULE + "'")
        @Size(min = 1, max = CelRules.SCHEDULE_MAX)
        @ValidationRule(value = CelRules.SCHEDULE, messageExpression = CelRules.SCHEDULE_MESSAGE)
        String schedule,

        @JsonPropertyDescription("Time zone of the schedule, as in the IANA database.")
        @Default("Etc/UTC")
        @Size(max = Formats.TIME_ZONE_MAX)
        @Pattern(Formats.TIME_ZONE)
        String timeZone,

        @JsonPropertyDescription("Incremental reads what is new since the last run; Full reads the whole source.")
        @Default("Incremental")
        Mode mode,

        @JsonPropertyDescription("How far back of the newest event time an incremental run reads again, for late rows.")
        @Default(Materialization.DEFAULT_LATENESS)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String lateness,

        @JsonPropertyDescription("Rows written to Redis in one batch.") @Default("5000") @Min(1) @Max(1000000)
        Integer batchRows,

        @JsonPropertyDescription(
                "Event time (RFC 3339) from which the first run reads. Default: everything within the ttl.")
        @Size(max = 40)
        @Pattern(Formats.DATE_TIME)
        @Nullable
        String backfillFrom,

        @JsonPropertyDescription("CPU and memory of the job's pod.")
        Resources resources) {

    static final String DEFAULT_SCHEDULE = "*/15 * * * *";
    static final String DEFAULT_LATENESS = "2h";
    public static final Materialization DEFAULT = new Materialization(
            DEFAULT_SCHEDULE, "Etc/UTC", Mode.Incremental, DEFAULT_LATENESS, 5000, null, Resources.UNSET);

    public Materialization {
        schedule = schedule == null ? DEFAULT_SCHEDULE : schedule;
        timeZone = timeZone == null ? "Etc/UTC" : timeZone;
        mode = mode == null ? Mode.Incremental : mode;
        lateness = lateness == null ? DEFAULT_LATENESS : lateness;
        batchRows = batchRows == null ? 5000 : batchRows;
        resources = resources == null ? Resources.UNSET : resources;
    }

    public enum Mode {
        Incremental,
        Full
    }
}
