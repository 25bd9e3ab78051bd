package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.RunSummary;
import java.util.Arrays;
import java.util.Optional;

/**
 * A run that came to its end.
 *
 * @param summary what it found; empty if it failed
 */
public record RunOutcome(MonitorJob job, Optional<RunSummary> summary) {
    static RunOutcome of(MonitorJob job) {
        return new RunOutcome(
                job, job.facts().succeeded() ? job.lastWords().flatMap(RunSummary::read) : Optional.empty());
    }

    /** A run that failed, or whose words cannot be read, found nothing out. */
    Verdict verdict() {
        var word = summary.map(RunSummary::verdict).orElse("");
        return Arrays.stream(Verdict.values())
                .filter(v -> v.name().equals(word))
                .findFirst()
                .orElse(Verdict.Error);
    }
}
