package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.BASELINE_READY;
import static dev.slipway.operator.status.ConditionType.LAST_RUN_SUCCEEDED;

import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.driftmonitor.observe.RunSummary;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.readiness.PodCause;
import dev.slipway.operator.workload.readiness.Remedies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the comparisons that still exist amount to.
 *
 * @param last how the attempt ended that ended last, or why it cannot begin; empty where none can be seen
 * @param current the newest run, while it is not over
 * @param stopped the newest run, if its controller ended it and no attempt says why
 */
public record Attempts(Optional<End> last, Optional<MonitorJob> current, Optional<MonitorJob> stopped) {
    static final Remedies REMEDIES = new Remedies(
            "run",
            "the Helm value driftJob.image",
            "",
            "spec.current.window to less",
            "the number of columns",
            "",
            Map.of(
                    Reason.REFERENCE_NOT_FOUND, ACCEPTED,
                    Reason.INVALID_SECRET, ACCEPTED,
                    Reason.BASELINE_UNAVAILABLE, BASELINE_READY,
                    Reason.ARTIFACT_NOT_FOUND, BASELINE_READY,
                    Reason.SOURCE_UNAVAILABLE, LAST_RUN_SUCCEEDED,
                    Reason.ACCESS_DENIED, LAST_RUN_SUCCEEDED,
                    Reason.STORE_UNAVAILABLE, LAST_RUN_SUCCEEDED,
                    Reason.INVALID_CONFIG, LAST_RUN_SUCCEEDED,
                    Reason.OUT_OF_MEMORY, LAST_RUN_SUCCEEDED,
                    Reason.INTERNAL_ERROR, LAST_RUN_SUCCEEDED),
            Set.of(Reason.SOURCE_UNAVAILABLE, Reason.STORE_UNAVAILABLE, Reason.BASELINE_UNAVAILABLE));

    /**
     * The end of one attempt.
     *
     * @param cause why it came to nothing; empty where it did not
     */
    record End(Optional<RunSummary> summary, Optional<PodCause> cause) {
        boolean succeeded() {
            return cause.isEmpty();
        }
    }

    static Attempts of(ObservedMonitor observed) {
        var runs = observed.runs().toList();
        var newest = last(runs);
        return new Attempts(
                last(runs.stream().flatMap(Attempts::ends).toList()),
                newest.filter(job -> !job.facts().isOver()),
                newest.filter(job ->
                        job.facts().failure().isPresent() && ends(job).findAny().isEmpty()));
    }

    /** A run is heard when its Job is over: not before may it count as one that came to a verdict. */
    private static Stream<End> ends(MonitorJob job) {
        return job.facts().pods().stream()
                .flatMap(pod -> end(pod).stream())
                .filter(end -> job.facts().isOver() || !end.succeeded());
    }

    private static Optional<End> end(PodFacts pod) {
        if (pod.main().phase() == Phase.SUCCEEDED) {
            return Optional.of(
                    new End(pod.main().ended().flatMap(ended -> RunSummary.read(ended.message())), Optional.empty()));
        }
        return PodCause.ofEnd(pod, REMEDIES)
                .map(Attempts::atHome)
                .map(cause -> new End(Optional.empty(), Optional.of(cause)));
    }

    /** What keeps the process from running keeps the run from succeeding. */
    private static PodCause atHome(PodCause cause) {
        return cause.home() == AVAILABLE
                ? new PodCause(LAST_RUN_SUCCEEDED, cause.reason(), cause.message(), cause.severity())
                : cause;
    }

    private static <T> Optional<T> last(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.getLast());
    }

    /** The scheduler's words while no node has room for the present run. */
    Optional<String> unschedulable() {
        return current.flatMap(MonitorJob::lastAttempt).flatMap(PodFacts::unschedulable);
    }
}
