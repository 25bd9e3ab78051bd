package dev.slipway.operator.driftmonitor.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run says in its termination message; what is not known is absent. The format is that of
 * {@code docs/reference/drift-job.md}.
 *
 * @param verdict NoDrift, Drift, Undecided, NoData or Error
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunSummary(
        @Nullable String verdict,
        @Nullable Double driftedShare,
        @Nullable Boolean performanceDegraded,
        @Nullable Long rows,
        @Nullable Reference reference,
        @Nullable Integer features,
        @Nullable Feature worst,
        @Nullable List<Feature> drifted,
        @Nullable List<String> failedExpectations,
        @Nullable List<String> problems,
        @Nullable Performance performance,
        @Nullable String report) {

    /** What was compared with. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reference(@Nullable Long rows, @Nullable Boolean ready) {}

    /** How one feature differs. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Feature(
            @Nullable String feature,
            @Nullable String method,
            @Nullable Double score,
            @Nullable Double pValue,
            @Nullable Double threshold) {}

    /** How well the model does. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Performance(
            @Nullable String metric,
            @Nullable Double reference,
            @Nullable Double measured,
            @Nullable Double estimated,
            @Nullable String estimatedMetric,
            @Nullable Double estimatedReference,
            @Nullable Long labels) {}

    public static Optional<RunSummary> read(String terminationMessage) {
        return TerminationMessage.read(terminationMessage, RunSummary.class)
                .filter(summary -> summary.verdict() != null);
    }

    /** Whether it waits for the beginning of a prediction log to be over. */
    public boolean collects() {
        return reference != null && Boolean.FALSE.equals(reference.ready());
    }
}
