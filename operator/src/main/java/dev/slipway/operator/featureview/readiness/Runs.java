package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.workload.observe.JobFacts;
import dev.slipway.operator.workload.observe.PodFacts;
import java.util.List;
import java.util.Optional;

/**
 * What the runs of a view amount to.
 *
 * @param last the attempt that ended last, or cannot begin
 * @param success the last attempt that succeeded, of those that are still there
 * @param current the newest run, while it is not over
 * @param stopped the newest run, if its controller stopped it without any attempt that says why
 */
public record Runs(
        Optional<Attempt> last, Optional<Attempt> success, Optional<JobFacts> current, Optional<JobFacts> stopped) {
    static Runs of(ObservedView observed) {
        var jobs = observed.jobs();
        var attempts = jobs.stream()
                .flatMap(job -> job.pods().stream().flatMap(pod -> Attempt.of(job, pod).stream()))
                .filter(attempt -> !attempt.isBesideAnother())
                .toList();
        var newest = last(jobs);
        return new Runs(
                last(attempts),
                last(attempts.stream().filter(Attempt::succeeded).toList()),
                newest.filter(job -> !job.isOver()),
                newest.filter(job -> job.failure().isPresent()
                        && attempts.stream().noneMatch(attempt -> attempt.job().equals(job))));
    }

    private static <T> Optional<T> last(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.getLast());
    }

    /** The scheduler's words while no node has room for the pod of the present run. */
    Optional<String> unschedulable() {
        return current.flatMap(JobFacts::lastAttempt).flatMap(PodFacts::unschedulable);
    }
}
