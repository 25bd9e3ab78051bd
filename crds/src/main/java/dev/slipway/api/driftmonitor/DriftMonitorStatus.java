package dev.slipway.api.driftmonitor;

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
public record DriftMonitorStatus(
        @JsonPropertyDescription("Generation of the spec that this status describes.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Conditions. Ready copies the first one that fails, in the order of this list.")
        List<Condition> conditions,

        @JsonPropertyDescription("What is monitored, such as ModelDeployment/fraud, for kubectl get.") @Nullable
        String target,

        @JsonPropertyDescription("When the next run starts.") @Nullable
        String nextRunTime,

        @JsonPropertyDescription("The last run that ended.") @Nullable
        Run lastRun,

        @JsonPropertyDescription(
                "What the last run found: NoDrift, Drift, Undecided (too few rows to tell), NoData or Error.")
        @Nullable
        Verdict verdict,

        @JsonPropertyDescription("Weighted share of features that drifted, from 0 to 1.") @Nullable
        Double driftedShare,

        @JsonPropertyDescription("The feature that differs most, drifted or not.") @Nullable
        Finding worst,

        @JsonPropertyDescription("Features that drifted, the worst first, at most 20.") @Size(max = 20)
        List<Finding> drifted,

        @JsonPropertyDescription("Expectations that did not hold, at most 20.") @Size(max = 20)
        List<String> failedExpectations,

        @JsonPropertyDescription("How well the model does.") @Nullable
        PerformanceResult performance,

        @JsonPropertyDescription("Whether drift is announced, and what recent runs found.") @Nullable
        AlertState alert,

        @JsonPropertyDescription("The present or last retraining.") @Nullable
        RetrainingState retraining,

        @JsonPropertyDescription("The last decision of the gate.") @Nullable
        PromotionState promotion) {

    public DriftMonitorStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        drifted = drifted == null ? List.of() : List.copyOf(drifted);
        failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
    }

    public enum Verdict {
        NoDrift,
        Drift,
        Undecided,
        NoData,
        Error
    }

    /** One comparison. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Run(
            @JsonPropertyDescription("Name of the Job.") @Nullable
            String jobName,

            @JsonPropertyDescription("When it started.") @Nullable
            String startTime,

            @JsonPropertyDescription("When it ended.") @Nullable
            String finishTime,

            @JsonPropertyDescription("Succeeded or Failed.") @Nullable
            Result result,

            @JsonPropertyDescription("Rows of current data that were read.") @Nullable
            Long rows,

            @JsonPropertyDescription("Where the full report is.") @Nullable
            String report) {

        public enum Result {
            Succeeded,
            Failed
        }
    }

    /** How one feature differs from the reference. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Finding(
            @JsonPropertyDescription("Name of the feature.") String feature,

            @JsonPropertyDescription("Method that found the difference.")
            String method,

            @JsonPropertyDescription("Size of the difference on the method's scale.") @Nullable
            Double score,

            @JsonPropertyDescription("Probability of so large a difference without drift, where the method gives one.")
            @Nullable
            Double pValue,

            @JsonPropertyDescription("Score above which it counts as drift.") @Nullable
            Double threshold) {}

    /** Performance, estimated and measured. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PerformanceResult(
            @JsonPropertyDescription("What was measured, such as auc.") @Nullable
            String metric,

            @JsonPropertyDescription("Value in the reference.") @Nullable
            Double reference,

            @JsonPropertyDescription("Value estimated without labels.") @Nullable
            Double estimated,

            @JsonPropertyDescription("Value measured with labels.") @Nullable
            Double measured,

            @JsonPropertyDescription("Labels that were joined to predictions.") @Nullable
            Long labels) {}

    /** State of the alert. It survives restarts: windows are counted from it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AlertState(
            @JsonPropertyDescription("Drift is announced and not called off yet.") @Nullable
            Boolean firing,

            @JsonPropertyDescription("Name of the run that changed it last.") @Nullable
            String since,

            @JsonPropertyDescription(
                    "What the last runs found, the newest last: D drift, N none, U undecided, X no data or an error.")
            @Nullable
            @Size(max = 50)
            String history,

            @JsonPropertyDescription("When the present or last announcement began.") @Nullable
            String startTime,

            @JsonPropertyDescription("Jobs of runs that the history has, as long as they are there.")
            List<String> heard,

            @JsonPropertyDescription("What receivers have still to be told, in its order. Empty at rest.")
            @Size(max = 32)
            List<Notice> notices) {

        public AlertState {
            heard = heard == null ? List.of() : List.copyOf(heard);
            notices = notices == null ? List.of() : List.copyOf(notices);
        }
    }

    /** One thing that one receiver has still to be told. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Notice(
            @JsonPropertyDescription("Identity of the alert, the same when it begins and when it is over.")
            String alert,

            @JsonPropertyDescription("The receiver: its sort, URL and exchange.")
            String sink,

            @JsonPropertyDescription("firing or resolved.") String status,

            @JsonPropertyDescription("Name of the run that changed the alert.")
            String run,

            @JsonPropertyDescription("When the alert began.") @Nullable
            String startsAt,

            @JsonPropertyDescription("When it was over.") @Nullable
            String endsAt,

            @JsonPropertyDescription("What happened, for people.") @Size(max = 256) @Nullable
            String summary,

            @JsonPropertyDescription("Attempts that failed.") @Nullable
            Integer failures,

            @JsonPropertyDescription("When it is tried again.") @Nullable
            String retryTime) {}

    /** State of retraining. It survives restarts: cooldown and budget are computed from it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RetrainingState(
            @JsonPropertyDescription(
                    "Idle, AwaitingApproval, Running, Evaluating, Succeeded, Failed, CoolingDown or OutOfBudget.")
            @Nullable
            Phase phase,

            @JsonPropertyDescription("Identity of the run at its executor: Job name, DAG run or event id.") @Nullable
            String runId,

            @JsonPropertyDescription("What started it: the expression or the schedule.") @Nullable
            String trigger,

            @JsonPropertyDescription("Why it is so, for people.") @Size(max = 256) @Nullable
            String message,

            @JsonPropertyDescription("What asked last, such as run/fraud-29381760; it is answered once.") @Nullable
            String lastRequest,

            @JsonPropertyDescription("When it started.") @Nullable
            String startTime,

            @JsonPropertyDescription("When it ended.") @Nullable
            String finishTime,

            @JsonPropertyDescription("When the retrainings within budget.period started, the oldest first.")
            @Size(max = 1000)
            List<@Size(max = 64) String> starts,

            @JsonPropertyDescription("Runs started within budget.period.") @Nullable
            Integer runsInPeriod,

            @JsonPropertyDescription("When cooldown and budget allow the next run.") @Nullable
            String nextAllowedTime,

            @JsonPropertyDescription(
                    "Failed runs that may go on at Airflow: the next retraining ends them before it begins.")
            @Size(max = 16)
            List<String> abandoned) {

        public RetrainingState {
            starts = starts == null ? List.of() : List.copyOf(starts);
            abandoned = abandoned == null ? List.of() : List.copyOf(abandoned);
        }

        public enum Phase {
            Idle,
            AwaitingApproval,
            Running,
            Evaluating,
            Succeeded,
            Failed,
            CoolingDown,
            OutOfBudget
        }
    }

    /** State of the gate. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PromotionState(
            @JsonPropertyDescription("The retraining that made the candidate.") @Nullable
            String runId,

            @JsonPropertyDescription("Version of the champion.") @Nullable
            String champion,

            @JsonPropertyDescription("Version of the candidate.") @Nullable
            String candidate,

            @JsonPropertyDescription("Pending, Promoted, Rejected or RolledBack.") @Nullable
            Decision decision,

            @JsonPropertyDescription("Why, as one word.") @Nullable
            String reason,

            @JsonPropertyDescription("Why, for people.") @Size(max = 256) @Nullable
            String message,

            @JsonPropertyDescription("Until when the old champion may come back.") @Nullable
            String watchUntil,

            @JsonPropertyDescription(
                    "Versions with whose promotion the reference was made anew, the newest last: that one is compared with, and the one before is kept for a way back.")
            @Size(max = 2)
            List<ReferencePin> references) {

        public PromotionState {
            references = references == null ? List.of() : List.copyOf(references);
        }

        public enum Decision {
            Pending,
            Promoted,
            Rejected,
            RolledBack
        }
    }
}
