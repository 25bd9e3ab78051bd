package dev.slipway.operator.featureview.plan;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.featureview.observe.RunSummary;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.observe.JobFacts;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is left to do for a view that is being deleted. Its rows are removed by a Job that belongs to nobody, since the view's
 * own children may be collected before it. A store that never answers does not keep the view for ever.
 *
 * @param job that has to be made
 * @param over whether the view may go
 * @param purged whether its rows were removed
 * @param problem why they were not
 */
public record Removal(Optional<Job> job, boolean over, boolean purged, Optional<String> problem) {
    /** The promise to remove the rows. */
    public static final String FINALIZER = "slipway.dev/purge";

    /** The Job has less; pods may need a while to find a node. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int KEPT_SECONDS = 600;
    private static final Removal NOTHING_TO_REMOVE = new Removal(Optional.empty(), true, false, Optional.empty());
    private static final Removal WAITING = new Removal(Optional.empty(), false, false, Optional.empty());

    static Removal of(ObservedView observed) {
        if (!isPromised(observed.resource()) || !purges(observed.resource())) {
            return NOTHING_TO_REMOVE;
        }
        return observed.purge()
                .map(job -> of(job, observed))
                .orElseGet(() -> isLate(observed)
                        ? givenUp("The Job that removes them could not be made")
                        : new Removal(Optional.of(job(observed)), false, false, Optional.empty()));
    }

    private static Removal of(JobFacts job, ObservedView observed) {
        if (job.succeeded()) {
            return new Removal(Optional.empty(), true, true, Optional.empty());
        }
        return job.isOver() || isLate(observed) ? givenUp(cause(job)) : WAITING;
    }

    private static Removal givenUp(String cause) {
        return new Removal(Optional.empty(), true, false, Optional.of(cause));
    }

    private static String cause(JobFacts job) {
        return job.lastAttempt()
                .flatMap(pod -> pod.main().ended())
                .flatMap(ended -> RunSummary.read(ended.message()))
                .map(summary -> String.valueOf(summary.message()))
                .orElse("The Job that removes them did not end in time");
    }

    private static boolean isLate(ObservedView observed) {
        return !observed.now().isBefore(deadline(observed));
    }

    /** When waiting for the rows to be removed ends. */
    static Instant deadline(ObservedView observed) {
        return observed.deletedSince().orElse(observed.now()).plus(PATIENCE);
    }

    /** Whether the view carries the finalizer. */
    static boolean isPromised(FeatureView view) {
        return view.getMetadata().getFinalizers().contains(FINALIZER);
    }

    static boolean purges(FeatureView view) {
        return view.getSpec().retention().purgeOnDelete();
    }

    private static Job job(ObservedView observed) {
        var view = observed.resource();
        var name = observed.name();
        return new JobBuilder()
                .withNewMetadata()
                .withName(ChildNames.purge(name, view.getMetadata().getUid()))
                .withNamespace(observed.namespace())
                .withLabels(Labels.ofFeatureView(name))
                .endMetadata()
                .withSpec(FeatureJob.purging(view, observed.defaults().image()).spec())
                .editSpec()
                .withTtlSecondsAfterFinished(KEPT_SECONDS)
                .endSpec()
                .build();
    }
}
