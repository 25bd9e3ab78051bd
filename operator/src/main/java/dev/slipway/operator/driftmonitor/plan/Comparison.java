package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Duration;

/**
 * The comparisons of one monitor: those on its schedule, and one at once for each document, so that what is wrong is known
 * within seconds and not with the next hour.
 *
 * @param document the configuration that its runs read
 */
record Comparison(ObservedMonitor observed, String document, JobSpec run) {
    private static final int HISTORY = 2;
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final int ATTEMPTS = 3;

    static Comparison of(ObservedMonitor observed) {
        var mounts = new Mounts();
        var document = RunDocument.of(observed, mounts);
        var job = new DriftJob(observed, JobRole.RUN, document, mounts, Resources.UNSET, LONGEST, ATTEMPTS);
        return new Comparison(observed, document, job.spec());
    }

    CronJob onSchedule() {
        var labels = Labels.ofDriftMonitor(observed.name(), JobRole.RUN.word());
        return new CronJobBuilder()
                .withNewMetadata()
                .withName(ChildNames.comparisons(observed.name()))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSchedule(observed.spec().schedule())
                .withTimeZone(observed.spec().timeZone())
                .withConcurrencyPolicy("Forbid")
                .withSuspend(false)
                .withSuccessfulJobsHistoryLimit(HISTORY)
                .withFailedJobsHistoryLimit(HISTORY)
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(run)
                .endJobTemplate()
                .endSpec()
                .build();
    }

    /** What is there, and no more runs. */
    static CronJob suspended(CronJob present) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withName(present.getMetadata().getName())
                .withLabels(present.getMetadata().getLabels())
                .endMetadata()
                .withSpec(present.getSpec())
                .editSpec()
                .withSuspend(true)
                .endSpec()
                .build();
    }

    Job atOnce() {
        return new JobBuilder()
                .withNewMetadata()
                .withName(firstRun())
                .withLabels(Labels.ofDriftMonitor(observed.name(), JobRole.RUN.word()))
                .endMetadata()
                .withSpec(run)
                .build();
    }

    /** Another name for everything that makes a difference to the verdict. */
    String firstRun() {
        return ChildNames.effect(observed.name(), observed.uid(), JobRole.RUN.word(), document);
    }
}
