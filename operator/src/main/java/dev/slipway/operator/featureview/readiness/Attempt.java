package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.featureview.observe.RunSummary;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.workload.observe.JobFacts;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.readiness.PodCause;
import java.util.Optional;

/**
 * One pod of a run that has come to an end, or that cannot begin.
 *
 * @param summary what the process said of it
 * @param cause why it did not succeed; empty where it did
 */
public record Attempt(JobFacts job, Optional<RunSummary> summary, Optional<PodCause> cause) {
    private static final String ALREADY_RUNNING = "AlreadyRunning";

    static Optional<Attempt> of(JobFacts job, PodFacts pod) {
        var ended = pod.main().ended().filter(e -> pod.main().phase() != Phase.RUNNING);
        var summary = ended.flatMap(e -> RunSummary.read(e.message()));
        if (pod.main().phase() == Phase.SUCCEEDED) {
            return Optional.of(new Attempt(job, summary, Optional.empty()));
        }
        return PodCause.ofEnd(pod, RunChecks.REMEDIES)
                .map(RunChecks::atHome)
                .map(cause -> new Attempt(job, summary, Optional.of(cause)));
    }

    /** It only found another run at work, which says nothing of the view. */
    boolean isBesideAnother() {
        return summary.filter(said -> ALREADY_RUNNING.equals(said.reason())).isPresent();
    }

    public boolean succeeded() {
        return cause.isEmpty();
    }

    /** Whether a rule stopped it before anything was written. */
    public boolean blocked() {
        return cause.filter(c -> c.reason() == Reason.VALIDATION_FAILED).isPresent();
    }
}
