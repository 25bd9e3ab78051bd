package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Finding;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PerformanceResult;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Run;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.operator.driftmonitor.observe.RunSummary;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the last run found, from its own words or from the status that has kept them: Jobs and pods go, the status stays.
 *
 * @param performanceDegraded empty if nothing measures it, or the run could not
 */
public record Findings(
        Run run,
        Verdict verdict,
        @Nullable Double driftedShare,
        @Nullable Finding worst,
        List<Finding> drifted,
        List<String> failedExpectations,
        @Nullable PerformanceResult performance,
        Optional<Boolean> performanceDegraded) {
    /** What {@code spec.retraining.when} may compare. */
    public static final List<String> NAMES =
            List.of("driftedShare", "drifted", "performanceDegraded", "expectationsFailed");

    private static final int MOST = 20;

    /** What the status has kept; empty before the first run. */
    static Optional<Findings> kept(DriftMonitorStatus status) {
        return Optional.ofNullable(status.lastRun())
                .map(run -> new Findings(
                        run,
                        Optional.ofNullable(status.verdict()).orElse(Verdict.Error),
                        status.driftedShare(),
                        status.worst(),
                        status.drifted(),
                        status.failedExpectations(),
                        status.performance(),
                        degraded(status)));
    }

    private static Optional<Boolean> degraded(DriftMonitorStatus status) {
        return Conditions.find(status.conditions(), ConditionType.PERFORMANCE_DEGRADED)
                .flatMap(condition -> Reason.ofWord(condition.reason()))
                .flatMap(reason -> switch (reason) {
                    case PERFORMANCE_LOST -> Optional.of(true);
                    case PERFORMANCE_KEPT -> Optional.of(false);
                    default -> Optional.empty();
                });
    }

    static Findings of(RunOutcome outcome, boolean measuresPerformance) {
        var said = outcome.summary();
        return new Findings(
                run(outcome),
                outcome.verdict(),
                said.map(RunSummary::driftedShare).orElse(null),
                said.map(RunSummary::worst).map(Findings::finding).orElse(null),
                said.map(RunSummary::drifted).orElse(List.of()).stream()
                        .limit(MOST)
                        .map(Findings::finding)
                        .toList(),
                said.map(RunSummary::failedExpectations).orElse(List.of()).stream()
                        .limit(MOST)
                        .toList(),
                said.map(RunSummary::performance).map(Findings::performance).orElse(null),
                measuresPerformance ? said.map(RunSummary::performanceDegraded) : Optional.empty());
    }

    private static Run run(RunOutcome outcome) {
        var facts = outcome.job().facts();
        return new Run(
                facts.name(),
                facts.started().map(Instant::toString).orElse(null),
                facts.ended().map(Instant::toString).orElse(null),
                outcome.summary().isPresent() ? Run.Result.Succeeded : Run.Result.Failed,
                outcome.summary().map(RunSummary::rows).orElse(null),
                outcome.summary().map(RunSummary::report).orElse(null));
    }

    private static Finding finding(RunSummary.Feature feature) {
        return new Finding(
                feature.feature() == null ? "" : feature.feature(),
                feature.method() == null ? "" : feature.method(),
                feature.score(),
                feature.pValue(),
                feature.threshold());
    }

    private static PerformanceResult performance(RunSummary.Performance said) {
        var measured = said.metric() != null;
        return new PerformanceResult(
                measured ? said.metric() : said.estimatedMetric(),
                measured ? said.reference() : said.estimatedReference(),
                said.estimated(),
                said.measured(),
                said.labels());
    }

    public boolean succeeded() {
        return run.result() == Run.Result.Succeeded;
    }

    boolean isDegraded() {
        return performanceDegraded.orElse(false);
    }

    /** When the run ended. */
    Optional<Instant> ended() {
        return Times.read(run.finishTime());
    }

    /** The numbers that {@code spec.retraining.when} compares; what was not measured is absent. */
    Map<String, Double> numbers() {
        var numbers = new HashMap<String, Double>();
        if (succeeded()) {
            numbers.put("drifted", (double) drifted.size());
            numbers.put("expectationsFailed", (double) failedExpectations.size());
            performanceDegraded.ifPresent(yes -> numbers.put("performanceDegraded", yes ? 1.0 : 0.0));
        }
        if (driftedShare != null) {
            numbers.put("driftedShare", driftedShare);
        }
        return Map.copyOf(numbers);
    }
}
