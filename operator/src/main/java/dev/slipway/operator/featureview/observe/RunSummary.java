package dev.slipway.operator.featureview.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run says of itself in its termination message; what is not known is absent. The format is that of
 * {@code docs/reference/feature-server.md}.
 *
 * @param result Succeeded, Blocked or Failed
 * @param reason why it did not succeed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunSummary(
        @Nullable String result,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String startTime,
        @Nullable String finishTime,
        @Nullable Long rows,
        @Nullable Long rowsRead,
        @Nullable Long rowsWritten,
        @Nullable Long rowsSkipped,
        @Nullable Long rowsLate,
        @Nullable Long rowsQuarantined,
        @Nullable String eventTimeWatermark,
        @Nullable String cursor,
        @Nullable Rules validation) {

    /** Outcome of the validation rules. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rules(
            int passed,
            int failed,
            @Nullable String quarantineTable,
            @Nullable List<Rule> rules) {}

    /** Outcome of one rule. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rule(
            @Nullable String rule, boolean passed, @Nullable String message) {}

    public static Optional<RunSummary> read(String terminationMessage) {
        return TerminationMessage.read(terminationMessage, RunSummary.class)
                .filter(summary -> summary.result() != null || summary.reason() != null);
    }

    public boolean succeeded() {
        return "Succeeded".equals(result);
    }

    public boolean blocked() {
        return "Blocked".equals(result);
    }
}
